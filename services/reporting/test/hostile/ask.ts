import type { Random } from '@weir/testkit'
import type { LightMyRequestResponse as Response } from 'fastify'
import type { World } from '../world.ts'
import type { Statement } from './recorder.ts'
import { HOLE, KNOWN, STEPS } from './requests.ts'
import type { Question } from './requests.ts'
import { MARK, nasty, nastySteps } from './values.ts'

type Hole = typeof HOLE | typeof KNOWN | typeof STEPS

/** The question with values in its holes. @param value of the n-th of them. */
export function filled(question: Question, value: (hole: Hole, n: number) => string): Question {
  let n = 0
  const fill = (part: unknown): unknown => {
    if (typeof part === 'string') return part.replaceAll(/[\u{f0000}-\u{f0002}]/gu, (hole) => value(hole as Hole, n++))
    if (Array.isArray(part)) return part.map(fill)
    if (typeof part !== 'object' || part === null) return part
    return Object.fromEntries(Object.entries(part).map(([key, one]) => [key, fill(one)]))
  }
  return fill(question) as Question
}

/** Tame values begin so: events of the first are in the warehouse, nothing of the second is. */
export const TAME = ['seen', 'unseen'] as const

/**
 * The same question with hostile values, and with two kinds of tame ones: what was seen is looked
 * up further than what was not. No two values of a question are equal, since equal ones share a
 * parameter, and a path has as many steps in all of them: these are the shape of a question.
 *
 * @param known what somebody is called by in the state.
 */
export function variantsOf(
  question: Question,
  random: Random,
  known: readonly string[],
): { hostile: Question; tame: readonly Question[] } {
  const values: string[] = []
  const hostile = filled(question, (hole, n) => {
    const value = hole === KNOWN ? random.pick(known) : hostileOf(hole, n, random, values)
    values.push(value)
    return value
  })
  const tame = TAME.map((prefix) => filled(question, (hole, n) => tameOf(hole, n, prefix, values[n]!, known[0]!)))
  return { hostile, tame }
}

function hostileOf(hole: Hole, n: number, random: Random, others: readonly string[]): string {
  const mark = `${MARK}${n}x`
  if (hole === STEPS) return nastySteps(random, mark)
  // Some values are only special where nothing else stands beside them.
  const value = nasty(random, random.chance(0.2) ? undefined : mark)
  return others.includes(value) ? nasty(random, mark) : value
}

function tameOf(hole: Hole, n: number, prefix: string, hostile: string, known: string): string {
  if (hole === KNOWN) return known
  if (hole === HOLE) return `${prefix}${n}`
  return Array.from(hostile.split('.'), (_, step) => `${prefix}${n}x${step}`).join('.')
}

export async function ask(world: World, { route, path = {}, query = {}, body }: Question): Promise<Response> {
  const [method = '', pattern = ''] = route.split(' ')
  const url = pattern.replaceAll(/:\w+/g, (name) => encodeURIComponent((path[name] ?? '').toWellFormed()))
  const search = new URLSearchParams(query).toString()
  return world.ask(method as 'GET', search === '' ? url : `${url}?${search}`, body as object | undefined)
}

/**
 * What is wrong with the statements of a hostile question: a value in a text, wherever and however
 * it is written, or a text that tame values would not have brought about.
 *
 * @param tame texts of the same question. @param others texts that any tame question may bring
 *   about.
 */
export function strangers(statements: readonly Statement[], tame: ReadonlySet<string>, others: ReadonlySet<string>): string[] {
  return statements.flatMap(({ text }) => {
    if (text.toLowerCase().includes(MARK)) return [`a value in the text: ${text}`]
    return tame.has(text) || others.has(text) ? [] : [`a statement of its own: ${text}`]
  })
}
