import { seededRandom } from '@weir/testkit'
import type { Warehouse } from '@weir/warehouse'
import { fact, store } from '../facts.ts'
import { addPeople, createWorld } from '../world.ts'
import type { World, WorldOptions } from '../world.ts'
import { ask, strangers, TAME, variantsOf } from './ask.ts'
import type { Recorder } from './recorder.ts'
import type { Question } from './requests.ts'
import { MARK, NASTY } from './values.ts'

/** What somebody in the state is called by. */
const KNOWN = NASTY.filter((value) => value.trim() === value && !value.includes('\0')).map((value) => `${value}${MARK}`)

/** Puts facts of hostile and of tame names into a warehouse. */
export async function fillWithHostile(warehouse: Warehouse): Promise<void> {
  await store(warehouse, [
    ...NASTY.map((name, i) => fact(Date.UTC(2024, 0, 10) + i, name, { source: name, campaign_id: name, person: `p${i % 9}` })),
    ...NASTY.map((name, i) => fact(Date.UTC(2024, 0, 11) + i, 'AdImpression', { ad_id: name, person: `p${i % 9}` })),
    ...Array.from({ length: 20 }, (_, i) => fact(Date.UTC(2024, 0, 10), `${TAME[0]}${i}`)),
    fact(Date.UTC(2024, 0, 12), 'Purchase', { segments: [1], value: 5, currency: 'EUR' }),
  ])
}

/** The routes on a warehouse, with two segments, a source, and people of hostile names. */
export async function hostileWorld(warehouse: Warehouse, onRoute: WorldOptions['onRoute'] = () => undefined): Promise<World> {
  const made = await createWorld({ warehouse, onRoute })
  await made.ask('PUT', '/v1/segments/buyers', { name: 'Buyers', rule: { event: { name: 'Purchase' }, within: '7d' } })
  await made.ask('PUT', '/v1/segments/lookers', { name: 'Lookers', rule: { event: { name: 'ViewContent' }, within: '7d' } })
  await made.ask('PUT', '/v1/sources/shop', { name: 'Shop', kind: 'pixel' })
  await addPeople(
    made.fold,
    KNOWN.map((value) => ({ identifiers: [{ type: 'ttp', value }], member: ['buyers'] })),
  )
  return made
}

/** What a rule speaks of is looked up in what was seen, only as far as the rest of it was seen. */
const isLookUp = (text: string): boolean => text.includes('FROM facts WHERE')

export interface Told {
  route: string
  /** Whether it got as far as the warehouse. */
  reached: boolean
  /** What is wrong with the case; to be asked when all cases were tried. */
  faults: () => string[]
}

/**
 * Asks questions with hostile values, and with tame ones where they were not asked so before.
 *
 * @returns tries a question, with values of a seed.
 */
export function harness(world: World, heard: Recorder): (question: Question, seed: number) => Promise<Told> {
  const tameTexts = new Map<string, Set<string>>()
  const lookUps = new Set<string>()
  const textsOf = async (questions: readonly Question[]): Promise<Set<string>> => {
    heard.take()
    for (const one of questions) await ask(world, one)
    const texts = new Set(heard.take().map(({ text }) => text))
    for (const text of texts) if (isLookUp(text)) lookUps.add(text)
    return texts
  }
  return async (question, seed) => {
    const { hostile, tame } = variantsOf(question, seededRandom(seed), KNOWN)
    heard.take()
    // First: the engine answers each text to the one who asks first.
    const { statusCode, body } = await ask(world, hostile)
    const statements = heard.take()
    const key = JSON.stringify(tame)
    const expected = tameTexts.get(key) ?? (await textsOf(tame))
    tameTexts.set(key, expected)
    const faults = (): string[] => {
      const found = strangers(statements, expected, lookUps)
      if (statusCode >= 500) found.push(`answered ${statusCode}: ${body}`)
      if (statusCode >= 400 && /facts_final|DB::|Exception/.test(body)) found.push(`told of SQL: ${body}`)
      return found.map((fault) => `${JSON.stringify(hostile)} ${fault}`)
    }
    return { route: question.route, reached: statements.length > 0, faults }
  }
}
