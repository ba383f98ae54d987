import { assign } from '@weir/experiments'
import { identifierDigest } from '@weir/contracts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { addPeople, createWorld, NOW } from '../../test/world.ts'
import type { World } from '../../test/world.ts'

/** Experiments as they are kept, and who is in which arm. */

let world: World
beforeEach(async () => {
  world = await createWorld()
})
afterEach(() => world[Symbol.asyncDispose]())

const event = { name: 'Purchase' }
const BUTTON = {
  name: 'Button',
  hypothesis: 'Blue sells more',
  arms: [
    { id: 'control', weight: 1 },
    { id: 'blue', weight: 1 },
  ],
  primary: { id: 'buyers', kind: 'share', event },
  starts_at: '2024-04-01T00:00:00Z',
}
const put = (id: string, body: object) => world.ask('PUT', `/v1/experiments/${id}`, body)
const faultsOf = async (body: object): Promise<string[]> => {
  const answer = await put('button', body)
  expect(answer.statusCode, answer.body).toBe(400)
  return answer.json<{ errors: { path: string }[] }>().errors.map(({ path }) => path)
}

describe('an experiment', () => {
  it('is kept with what was not said, listed, and forgotten', async () => {
    const saved = await put('button', BUTTON)
    expect(saved.statusCode, saved.body).toBe(200)
    expect(saved.json()).toMatchObject({ id: 'button', state: 'running', traffic: 1, alpha: 0.05, window: 28, unit: 'person' })
    expect((await world.ask('GET', '/v1/experiments/button')).json()).toEqual(saved.json())
    expect((await world.ask('GET', '/v1/experiments')).json()).toEqual({ experiments: [saved.json()] })
    expect((await world.ask('DELETE', '/v1/experiments/button')).statusCode).toBe(204)
    for (const path of ['', '/results', `/assignment?person=${'0'.repeat(32)}`])
      expect((await world.ask('GET', `/v1/experiments/button${path}`)).statusCode).toBe(404)
  })

  it('says where it is wrong', async () => {
    const metric = { ...BUTTON.primary }
    expect(await faultsOf({ ...BUTTON, arms: [BUTTON.arms[0], BUTTON.arms[0]] })).toEqual(['arms.1.id'])
    expect(await faultsOf({ ...BUTTON, guardrails: [metric] })).toEqual(['guardrails.0.id'])
    expect(await faultsOf({ ...BUTTON, segment: 'nosuch' })).toEqual(['segment'])
    expect(await faultsOf({ ...BUTTON, ends_at: '2024-03-01T00:00:00Z' })).toEqual(['ends_at'])
    expect(await faultsOf({ ...BUTTON, exclusive: { group: 'g', from: 0.5, to: 0.5 } })).toEqual(['exclusive.to'])
    const wrong = {
      id: 'wrong',
      kind: 'ratio',
      event,
      per: { event: { name: 'X', where: [{ path: 'nowhere.x', op: 'exists' }] } },
    }
    expect(await faultsOf({ ...BUTTON, secondary: [wrong] })).toEqual(['secondary.0.per.event.where.0.path'])
    expect(await faultsOf({ ...BUTTON, unknown: 1, starts_at: 'soon' })).toEqual(['starts_at', 'unknown'])
  })

  it('keeps what decides once it has started; its traffic and its end may change', async () => {
    await put('button', { ...BUTTON, starts_at: '2024-06-01T00:00:00Z' })
    expect((await put('button', BUTTON)).statusCode).toBe(200)
    const arms = [...BUTTON.arms, { id: 'red', weight: 1 }]
    const refused = await put('button', { ...BUTTON, arms, alpha: 0.1 })
    expect([refused.statusCode, refused.json<{ detail: string }>().detail]).toEqual([
      409,
      'it has started, so arms, alpha cannot change: put another experiment instead',
    ])
    expect((await put('button', { ...BUTTON, traffic: 0.2 })).json()).toMatchObject({ traffic: 0.2 })
    expect((await put('button', { ...BUTTON, ends_at: '2024-04-20T00:00:00Z' })).json()).toMatchObject({ state: 'stopped' })
  })

  it('shares a group with others, but no part of it at one time', async () => {
    const part = (from: number, to: number) => ({ exclusive: { group: 'shop', from, to } })
    await put('button', { ...BUTTON, ...part(0, 0.5), ends_at: '2024-06-01T00:00:00Z' })
    expect((await put('price', { ...BUTTON, ...part(0.5, 1) })).statusCode).toBe(200)
    const refused = await put('late', { ...BUTTON, ...part(0.4, 0.5) })
    expect(refused.json()).toMatchObject({ errors: [{ path: 'exclusive' }] })
    expect((await put('later', { ...BUTTON, ...part(0.4, 0.5), starts_at: '2024-06-01T00:00:00Z' })).statusCode).toBe(200)
  })
})

describe('an assignment', () => {
  interface Answer {
    person: string
    arm: string | null
    reason: string
  }
  const ask = async (query: string): Promise<Answer> => {
    const answer = await world.ask('GET', `/v1/experiments/button/assignment?${query}`)
    expect(answer.statusCode, answer.body).toBe(200)
    return answer.json()
  }

  it('is that of the person whose identifier it is, known or not yet', async () => {
    await put('button', BUTTON)
    const [ann] = await addPeople(world.fold, [{ identifiers: [{ type: 'ttp', value: 'ann' }], member: [] }])
    const { arm } = assign({ ...BUTTON, id: 'button', traffic: 1 }, ann!)
    expect(await ask('identifier=ttp:ann')).toEqual({ experiment: 'button', person: ann, arm, reason: 'assigned' })
    expect((await ask(`person=${ann}`)).arm).toBe(arm)
    const nobody = await ask('identifier=ttp:new')
    expect(nobody.person).toBe(identifierDigest({ type: 'ttp', value: 'new' }))
    expect(nobody.reason).toBe('assigned')
  })

  it('says why somebody is in none', async () => {
    const [ann, bob] = await addPeople(world.fold, [
      { identifiers: [{ type: 'ttp', value: 'ann' }], member: ['buyers'] },
      { identifiers: [{ type: 'ttp', value: 'bob' }], member: [] },
    ])
    await world.ask('PUT', '/v1/segments/buyers', { name: 'Buyers', rule: { event, within: 'all' } })
    await put('button', { ...BUTTON, segment: 'buyers' })
    expect((await ask(`person=${ann}`)).reason).toBe('assigned')
    expect(await ask(`person=${bob}`)).toMatchObject({ arm: null, reason: 'segment' })
    await put('button', { ...BUTTON, traffic: 0 })
    expect((await ask(`person=${bob}`)).reason).toBe('traffic')
    await put('button', { ...BUTTON, ends_at: new Date(NOW).toISOString() })
    expect((await ask(`person=${bob}`)).reason).toBe('stopped')
    await put('button', BUTTON)
    expect((await world.ask('PUT', '/v1/holdout', { share: 0.5 })).json()).toEqual({ share: 0.5 })
    const reasons = await Promise.all(Array.from({ length: 40 }, (_, i) => ask(`identifier=ttp:p${i}`)))
    expect(new Set(reasons.map(({ reason }) => reason))).toEqual(new Set(['holdout', 'assigned']))
    expect((await world.ask('PUT', '/v1/holdout', { share: 0.9 })).statusCode).toBe(400)
    expect((await world.ask('GET', '/v1/holdout')).json()).toEqual({ share: 0.5 })
  })

  it.each(['', 'person=1', 'identifier=ttp:undefined', `person=${'0'.repeat(32)}&identifier=ttp:a`, 'identifier=shoe:9'])(
    'is of exactly one person: %s',
    async (query) => {
      await put('button', BUTTON)
      expect((await world.ask('GET', `/v1/experiments/button/assignment?${query}`)).statusCode).toBe(400)
    },
  )
})
