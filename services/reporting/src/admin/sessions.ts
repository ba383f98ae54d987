import { Scope, WeirError } from '@weir/contracts'
import type { StoredKey } from '@weir/contracts'
import { liveSignIns, roleOf, signIn } from '@weir/runtime'
import type { Clock, ConfigView, SignedIn } from '@weir/runtime'
import { giveSessionCookie } from '@weir/runtime/http'
import { z } from 'zod'
import type { App } from '../shared/app.ts'
import { iso } from '../shared/iso.ts'

const Who = z.object({
  name: z.string().describe('The name of the key'),
  role: z.enum(['viewer', 'ad-ops', 'admin']).describe('What its scopes amount to: ad-ops may export, admin may do all'),
  scopes: z.array(Scope),
  sources: z.array(z.string()).exactOptional().describe('The sources to which the key is limited'),
})
const SessionAnswer = z.object({
  ...Who.shape,
  csrf_token: z
    .string()
    .exactOptional()
    .describe('For the header X-CSRF-Token of requests that change something; not there when a key came in a header'),
  expires_at: z.string().exactOptional(),
})
const ListedSession = z.object({
  id: z.string(),
  key: z.string().describe('The id of the key that signed in'),
  ...Who.shape,
  created_at: z.string(),
  expires_at: z.string(),
})

function who({ name, scopes, sources }: StoredKey): z.input<typeof Who> {
  return { name, role: roleOf(scopes), scopes, ...(sources ? { sources } : {}) }
}

function shown({ key, signIn, csrfToken }: SignedIn): z.input<typeof SessionAnswer> {
  return { ...who(key), csrf_token: csrfToken, expires_at: iso(signIn.expires_at) }
}

/** Sessions of browsers: a key once shown is kept in a cookie, as something that ends. */
export function sessionRoutes(app: App, config: ConfigView, clock: Pick<Clock, 'now'>): void {
  app.post(
    '/v1/session',
    {
      config: { public: true, answers: ['bad_token', 'missing_scope', 'rate_limited', 'unavailable'] },
      schema: {
        summary: 'Sign in with a key',
        description:
          'Sets a cookie that no script can read (HttpOnly, SameSite=Strict). It ends after 12 h, with the key, or at DELETE; ' +
          'the key needs the scope read.',
        tags: ['session'],
        body: z.strictObject({ key: z.string().min(1).max(500) }),
        response: { 201: SessionAnswer },
      },
    },
    async (request, reply) => {
      const session = await signIn(config, request.body.key, clock.now())
      const { expires_at, created_at } = session.signIn
      // For the audit trail: the route itself is public.
      request.weirKey = session.key
      giveSessionCookie(request, reply, session.token, (expires_at - created_at) / 1000)
      return reply.code(201).header('cache-control', 'no-store').send(shown(session))
    },
  )

  app.get(
    '/v1/session',
    {
      config: { anyKey: true },
      schema: {
        summary: 'Who is signed in',
        description: 'Works with a key in a header, too.',
        tags: ['session'],
        response: { 200: SessionAnswer },
      },
    },
    async ({ weirKey, weirSession }, reply) => {
      void reply.header('cache-control', 'no-store')
      if (weirSession) return shown(weirSession)
      if (!weirKey) throw new WeirError('bad_token', 'sign in first')
      return who(weirKey)
    },
  )

  app.delete(
    '/v1/session',
    { config: { anyKey: true }, schema: { summary: 'Sign out', tags: ['session'], response: { 204: z.null() } } },
    async (request, reply) => {
      const { weirSession } = request
      if (weirSession) await config.put(`sign-in:${weirSession.signIn.id}`, undefined)
      giveSessionCookie(request, reply, '', 0)
      return reply.code(204).send(null)
    },
  )

  app.get(
    '/v1/sessions',
    {
      config: { scope: 'admin' },
      schema: {
        summary: 'Browsers that are signed in',
        tags: ['session'],
        response: { 200: z.object({ sessions: z.array(ListedSession) }) },
      },
    },
    async () => ({
      sessions: liveSignIns(config, clock.now()).flatMap(({ id, key, created_at, expires_at }) => {
        const stored = config.key(key)
        return stored ? [{ id, key, ...who(stored), created_at: iso(created_at), expires_at: iso(expires_at) }] : []
      }),
    }),
  )

  app.delete(
    '/v1/sessions/:id',
    {
      config: { scope: 'admin' },
      schema: {
        summary: 'Sign a browser out',
        tags: ['session'],
        params: z.strictObject({ id: z.string().min(1).max(64) }),
        response: { 204: z.null() },
      },
    },
    async ({ params: { id } }, reply) => {
      if (!liveSignIns(config, clock.now()).some((one) => one.id === id))
        throw new WeirError('not_found', 'there is no session with this id')
      await config.put(`sign-in:${id}`, undefined)
      return reply.code(204).send(null)
    },
  )
}
