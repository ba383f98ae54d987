import { WeirError, isObject } from '@weir/contracts'
import { parseBodyJson } from './json.ts'
import type { IngestLimits } from './limits.ts'
import type { Pace } from './pace.ts'
import { split } from './split.ts'

/** What a body is read with. */
export interface ParseContext {
  limits: IngestLimits
  pace: Pace
}

/** An event of a list: parsed, or too large or too deep to be. */
export type Item = { raw: unknown } | { unfit: WeirError }

export interface ParsedBatch {
  /** The body, its list of events empty. */
  whole: unknown
  /** Undefined when there is no list where one was looked for. */
  items: Item[] | undefined
}

/**
 * Parses the text of a body event by event, so that others pass between two of them.
 * @param field that holds the list of events; undefined: the body may be the list.
 * @returns one item more than are allowed when there are too many. @throws WeirError invalid_json,
 *   too_deep or too_large.
 */
export async function parseBatch(
  text: string,
  field: string | undefined,
  limits: IngestLimits,
  pace: Pace,
): Promise<ParsedBatch> {
  const found = await split(text, field, limits.eventsMax, pace)
  if (!found) return single(parseBodyJson(text), field)
  const whole = parseBodyJson(found.shell)
  return { whole, items: await eachOf(found.items, pace, parseItem) }
}

/** A body without a list: one event in its place is a list of one. */
function single(whole: unknown, field: string | undefined): ParsedBatch {
  const event = field !== undefined && isObject(whole) ? whole[field] : undefined
  if (field === undefined || !isObject(whole) || !isObject(event) || event['event'] === undefined)
    return { whole, items: undefined }
  return { whole: { ...whole, [field]: [] }, items: [{ raw: event }] }
}

function parseItem(text: string): Item {
  try {
    return { raw: parseBodyJson(text) }
  } catch (error) {
    if (!(error instanceof WeirError) || error.code === 'invalid_json') throw error
    return { unfit: error }
  }
}

/** Maps one by one, in order. */
export async function eachOf<T, U>(list: readonly T[], pace: Pace, map: (item: T, index: number) => U): Promise<U[]> {
  const mapped: U[] = []
  for (const [index, item] of list.entries()) {
    const turn = pace()
    if (turn) await turn
    mapped.push(map(item, index))
  }
  return mapped
}
