import fc from 'fast-check'
import type { Commit } from '@weir/state'
import { KEYS, ORDINALS, SEGMENTS, sameAnswer, sameContent } from './state-model.ts'
import type { Model, Real } from './state-model.ts'

type Command = fc.AsyncCommand<Model, Real>

interface Drawn {
  puts: { key: string; value: Uint8Array; expires?: number }[]
  timers: { key: string; due: number | undefined }[]
  drops: number[]
  members: { segment: number; ordinal: number; member: boolean }[]
  outbox: Uint8Array | undefined
  meta: Uint8Array | undefined
  acked: number | undefined
  expiredBefore: number | undefined
  step: number
}

const HOUR_MS = 3_600_000
const partition = fc.integer({ min: 0, max: 1 })
const key = fc.constantFrom(...KEYS)
const value = fc.uint8Array({ maxLength: 20 })
const drawn: fc.Arbitrary<Drawn> = fc.record({
  puts: fc.array(
    fc.oneof(
      fc.record({ key, value }),
      fc.record({ key, value, expires: fc.integer({ min: 0, max: 10 }).map((h) => h * HOUR_MS + 5) }),
    ),
    { maxLength: 5 },
  ),
  timers: fc.array(fc.record({ key, due: fc.option(fc.double({ noNaN: true, min: -1e12, max: 1e13 }), { nil: undefined }) }), {
    maxLength: 4,
  }),
  drops: fc.oneof({ weight: 3, arbitrary: fc.constant<number[]>([]) }, { weight: 1, arbitrary: fc.subarray(SEGMENTS) }),
  members: fc.array(
    fc.record({ segment: fc.constantFrom(...SEGMENTS), ordinal: fc.constantFrom(...ORDINALS), member: fc.boolean() }),
    { maxLength: 8 },
  ),
  outbox: fc.option(value, { nil: undefined }),
  meta: fc.option(value, { nil: undefined }),
  acked: fc.option(fc.nat(10), { nil: undefined }),
  expiredBefore: fc.option(
    fc.integer({ min: 0, max: 12 }).map((h) => h * HOUR_MS),
    { nil: undefined },
  ),
  step: fc.nat(3),
})

function command(name: string, run: (model: Model, real: Real) => Promise<void>): Command {
  return { check: () => true, run, toString: () => name }
}

/** Takes the partition anew; older leases are kept, to be refused later. */
const acquire = (p: number): Command =>
  command(`acquire ${p}`, async (model, real) => {
    const pair = { model: await model.memory.acquire(p), real: await real.store.acquire(p) }
    model.leases.set(p, [...(model.leases.get(p) ?? []), pair])
    await sameContent(model, p, pair)
  })

const commit = (p: number, what: Drawn): Command =>
  command(`commit ${p} ${JSON.stringify(what)}`, async (model) => {
    const lease = model.leases.get(p)?.at(-1)
    if (!lease) return
    const { made, remember } = await complete(model, p, what)
    const done = await sameAnswer(
      () => lease.model.commit(made),
      () => lease.real.commit(made),
    )
    if (done) remember()
    await sameContent(model, p, lease)
  })

/**
 * A commit as a processor would make it: it knows the position and the timers, and names whoever
 * becomes a member.
 */
async function complete(model: Model, p: number, what: Drawn): Promise<{ made: Commit; remember: () => void }> {
  const expect = await model.memory.view(p).position()
  const timers = new Map(model.timers)
  const changes = what.timers.map(({ key, due }) => {
    const name = `${p} ${key}`
    const was = timers.get(name)
    if (due === undefined) timers.delete(name)
    else timers.set(name, due)
    return { key, was, due }
  })
  const made: Commit = {
    expect,
    position: expect + what.step,
    puts: what.puts,
    timers: changes,
    drops: what.drops,
    members: what.members,
    names: what.members.map(({ ordinal }) => ({ ordinal, id: ordinal.toString(16).padStart(ordinal % 2 === 0 ? 32 : 3, '0') })),
    ...(what.outbox ? { outbox: what.outbox } : {}),
    ...(what.meta ? { meta: what.meta } : {}),
    ...(what.acked === undefined ? {} : { acked: what.acked }),
    ...(what.expiredBefore === undefined ? {} : { expiredBefore: what.expiredBefore }),
  }
  const remember = (): void => {
    model.timers = timers
    model.last.set(p, made)
    for (const put of what.puts) model.expires.set(`${p} ${put.key}`, put.expires)
    model.expiredBefore.set(p, Math.max(model.expiredBefore.get(p) ?? 0, what.expiredBefore ?? 0))
  }
  return { made, remember }
}

/** The last commit again: a repeat for the lease that made it, refused otherwise. */
const repeat = (p: number, nth: number): Command =>
  command(`repeat ${p} by lease ${nth}`, async (model) => {
    const lease = model.leases.get(p)?.at(-1 - nth)
    const last = model.last.get(p)
    if (!lease || !last || last.position === last.expect) return
    await sameAnswer(
      () => lease.model.commit(last),
      () => lease.real.commit(last),
    )
    await sameContent(model, p, lease)
  })

/** A commit that expects a wrong position, or comes from a lease that lost the partition. */
const refused = (p: number, nth: number, off: number): Command =>
  command(`refused ${p} by lease ${nth}, off by ${off}`, async (model) => {
    const lease = model.leases.get(p)?.at(-1 - nth)
    if (!lease || (nth === 0 && off === 0)) return
    const expect = (await model.memory.view(p).position()) + off
    const wrong: Commit = { expect, position: expect + 7, puts: [{ key: 'a', value: Buffer.from('wrong') }] }
    await sameAnswer(
      () => lease.model.commit(wrong),
      () => lease.real.commit(wrong),
    )
    await sameContent(model, p, lease)
  })

/** The real store is opened again; the model's leases are taken anew with it. */
const reopen: Command = command('reopen', async (model, real) => {
  real.store = await real.reopen()
  for (const p of model.leases.keys()) {
    const pair = { model: await model.memory.acquire(p), real: await real.store.acquire(p) }
    model.leases.set(p, [pair])
    await sameContent(model, p, pair)
  }
})

export const commands: fc.Arbitrary<Command>[] = [
  partition.map(acquire),
  fc.tuple(partition, drawn).map(([p, what]) => commit(p, what)),
  fc.tuple(partition, drawn).map(([p, what]) => commit(p, what)),
  fc.tuple(partition, drawn).map(([p, what]) => commit(p, what)),
  fc.tuple(partition, fc.nat(1)).map(([p, nth]) => repeat(p, nth)),
  fc.tuple(partition, fc.nat(1), fc.integer({ min: -2, max: 2 })).map(([p, nth, off]) => refused(p, nth, off)),
  fc.constant(reopen),
]
