import { once } from 'node:events'
import { createServer } from 'node:http'
import type { StoredDestination } from '@weir/contracts'
import { expect, test } from 'vitest'
import type { Row } from '../../target.ts'
import { createWebhook } from './target.ts'

const SECRET = `whsec_${Buffer.from('a secret of twenty-four bytes').toString('base64')}`
const row = (person: string, turn: number): Row => ({ person, items: ['person'], at: 1_700_000_000_000, reason: 'event', turn })

async function receiver() {
  const got: { id: string; body: unknown }[] = []
  const answers: number[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      got.push({ id: String(request.headers['webhook-id']), body: JSON.parse(body) as unknown })
      response.writeHead(answers.shift() ?? 204).end()
    })
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the receiver has no port')
  const spec = {
    kind: 'webhook',
    id: 'hook',
    name: 'Hook',
    segment: 'buyers',
    paused: false,
    url: `http://127.0.0.1:${address.port}/hook`,
    secret: { env: 'WEIR_WEBHOOK_TEST' },
    requests_per_second: 100,
    created_at: 1,
  } satisfies StoredDestination
  const open = (variable: () => string | undefined, allowPrivate = true) =>
    createWebhook(spec, { variable, allowPrivate, now: () => Date.now() })
  return {
    got,
    answers,
    open,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

test('a message has the same id for every try, and the next one another', async () => {
  await using world = await receiver()
  const target = world.open(() => SECRET)
  world.answers.push(503)
  expect(await target.send('add', [row('ann', 1)])).toMatchObject({ kind: 'unknown', reason: expect.stringContaining('503') })
  expect(await target.send('add', [row('ann', 1)])).toMatchObject({ kind: 'done' })
  expect(await target.send('remove', [row('ann', 2)])).toMatchObject({ kind: 'done' })
  expect(await target.send('add', [row('ann', 3)])).toMatchObject({ kind: 'done' })
  const ids = world.got.map(({ id }) => id)
  expect(ids[0]).toBe(ids[1])
  expect(new Set(ids).size).toBe(3)
  expect(world.got[1]?.body).toEqual({
    type: 'segment.entered',
    timestamp: '2023-11-14T22:13:20.000Z',
    data: { segment: 'buyers', person: 'ann', reason: 'event' },
  })
  expect(world.got[2]?.body).toMatchObject({ type: 'segment.left' })
  expect(await target.test()).toMatchObject({ kind: 'done' })
})

test('without a secret, or to a private address that is not allowed, nothing leaves', async () => {
  await using world = await receiver()
  expect(await world.open(() => undefined).send('add', [row('ann', 1)])).toMatchObject({ kind: 'blocked' })
  const refused = await world.open(() => SECRET, false).send('add', [row('ann', 1)])
  expect(refused).toMatchObject({ kind: 'unknown', reason: expect.stringContaining('WEIR_WEBHOOKS_PRIVATE') })
  expect(world.got).toEqual([])
})
