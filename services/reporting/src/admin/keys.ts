import { SOURCE_CODE, Scope, WeirError } from '@weir/contracts'
import type { StoredKey } from '@weir/contracts'
import { createKey } from '@weir/runtime'
import { z } from 'zod'
import type { App } from '../shared/app.ts'
import type { ReportingDeps } from '../shared/deps.ts'
import { iso } from '../shared/iso.ts'
import { createSerial } from '../shared/serial.ts'

const KeyInput = z.strictObject({
  name: z.string().min(1).max(200),
  scopes: z.array(Scope).min(1).max(5),
  sources: z.array(z.string().regex(SOURCE_CODE, 'this is no source code')).min(1).max(1000).exactOptional(),
})

/** A key as it may be shown. There is no field for the hash, so none can slip out. */
const KeyAnswer = z.object({
  id: z.string(),
  name: z.string(),
  scopes: z.array(Scope),
  sources: z.array(z.string()).exactOptional(),
  created_at: z.string(),
})

function toAnswer({ id, name, scopes, sources, created_at }: StoredKey): z.input<typeof KeyAnswer> {
  return { id, name, scopes, ...(sources ? { sources } : {}), created_at: iso(created_at) }
}

/** Keys and their scopes. A change takes effect within 5 s on every instance. */
export function keyRoutes(app: App, { config, clock }: ReportingDeps): void {
  const serial = createSerial()

  app.post(
    '/v1/keys',
    {
      config: { scope: 'admin' },
      schema: {
        summary: 'Make a key',
        description:
          'The secret is in this answer and nowhere else. A key that names sources can only send and see events of these.',
        tags: ['keys'],
        body: KeyInput,
        response: { 201: KeyAnswer.extend({ secret: z.string() }) },
      },
    },
    async (request, reply) => {
      const { name, scopes, sources } = request.body
      const { secret, stored } = createKey(name, [...new Set(scopes)], clock.now(), sources)
      await config.put(`key:${stored.id}`, stored)
      return reply
        .code(201)
        .header('cache-control', 'no-store')
        .send({ ...toAnswer(stored), secret })
    },
  )

  app.get(
    '/v1/keys',
    {
      config: { scope: 'admin' },
      schema: {
        summary: 'All keys, without their secrets',
        tags: ['keys'],
        response: { 200: z.object({ keys: z.array(KeyAnswer) }) },
      },
    },
    async () => ({ keys: config.keys().map(toAnswer) }),
  )

  app.delete(
    '/v1/keys/:id',
    {
      config: { scope: 'admin', answers: ['conflict'] },
      schema: {
        summary: 'Revoke a key',
        tags: ['keys'],
        params: z.strictObject({ id: z.string().min(1).max(64) }),
        response: { 204: z.null() },
      },
    },
    async (request, reply) =>
      serial(async () => {
        const { id } = request.params
        const key = config.key(id)
        if (!key) throw new WeirError('not_found', 'there is no key with this id')
        if (isAdmin(key) && config.keys().filter(isAdmin).length === 1) {
          throw new WeirError('conflict', 'this is the last key that can administer; make another one first')
        }
        await config.put(`key:${id}`, undefined)
        return reply.code(204).send(null)
      }),
  )
}

/** Whether the key can make other keys. */
function isAdmin(key: StoredKey): boolean {
  return key.scopes.includes('admin') && key.sources === undefined
}
