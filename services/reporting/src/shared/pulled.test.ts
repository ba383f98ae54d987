import { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setImmediate } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { pulled } from './pulled.ts'

it('makes a piece only when the one before has left', async () => {
  let made = 0
  const taken: string[] = []
  let take = (): void => undefined
  async function* pieces() {
    while (made < 20) {
      await setImmediate()
      yield `piece ${++made}`
    }
  }
  const slow = new Writable({
    highWaterMark: 1,
    write(chunk: Buffer, _encoding, callback) {
      take = () => {
        taken.push(chunk.toString())
        callback()
      }
    },
  })
  const done = pipeline(pulled(pieces()), slow)
  for (let i = 1; i <= 20; i++) {
    // Long enough to make many more.
    for (let turn = 0; turn < 20; turn++) await setImmediate()
    expect([made, taken.length]).toEqual([i, i - 1])
    take()
  }
  await done
  expect(taken).toEqual(Array.from({ length: 20 }, (_, i) => `piece ${i + 1}`))
})

it('breaks off when a piece cannot be made, and makes no more when nobody reads on', async () => {
  let isClosed = false
  async function* pieces(fails: boolean) {
    try {
      yield 'one'
      if (fails) throw new Error('the log is away')
      for (;;) yield 'more'
    } finally {
      isClosed = true
    }
  }
  await expect(pulled(pieces(true)).toArray()).rejects.toThrow('the log is away')
  isClosed = false
  const stream = pulled(pieces(false))
  for await (const _ of stream) break
  await setImmediate()
  expect([isClosed, stream.destroyed]).toEqual([true, true])
})
