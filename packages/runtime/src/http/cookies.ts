import { parseCookie, stringifySetCookie } from 'cookie'
import type { FastifyReply, FastifyRequest } from 'fastify'

/**
 * Over https the name begins with `__Host-`: browsers then refuse such a cookie from any other
 * host, also from one below or above ours.
 */
function nameFor({ protocol }: FastifyRequest): string {
  return protocol === 'https' ? '__Host-weir_session' : 'weir_session'
}

/** @returns what the browser holds of its session. */
export function readSessionCookie(request: FastifyRequest): string | undefined {
  const { cookie } = request.headers
  return cookie === undefined ? undefined : parseCookie(cookie)[nameFor(request)]
}

/**
 * Has the browser keep the session, where no script reads it and from where no other site has it
 * sent.
 * @param seconds 0: it forgets it.
 */
export function giveSessionCookie(request: FastifyRequest, reply: FastifyReply, value: string, seconds: number): void {
  const cookie = stringifySetCookie({
    name: nameFor(request),
    value,
    path: '/',
    maxAge: seconds,
    httpOnly: true,
    sameSite: 'strict',
    secure: request.protocol === 'https',
  })
  void reply.header('set-cookie', cookie)
}
