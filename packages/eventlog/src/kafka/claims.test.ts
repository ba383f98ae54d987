import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { createClaims } from './claims.ts'

const never = (): boolean => false

it('gives a place to one after the other, also after a failure, and different places at once', async () => {
  const claims = createClaims()
  const events: string[] = []
  const work = (name: string, ms: number) => async (): Promise<void> => {
    events.push(`${name} begins`)
    await sleep(ms)
    events.push(`${name} ends`)
    if (name === 'first') throw new Error('failed')
  }
  const all = await Promise.allSettled([
    claims.hold('a', never, work('first', 30)),
    claims.hold('a', never, work('second', 0)),
    claims.hold('b', never, work('other', 5)),
  ])
  expect(all.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled'])
  expect(events).toEqual(['first begins', 'other begins', 'other ends', 'first ends', 'second begins', 'second ends'])
})

it('does not begin what is no longer wanted by then', async () => {
  const claims = createClaims()
  let over = false
  let begun = false
  const first = claims.hold('a', never, async () => {
    await sleep(5)
    over = true
  })
  await claims.hold(
    'a',
    () => over,
    async () => void (begun = true),
  )
  await first
  expect(begun).toBe(false)
})
