import type { WeirError } from '@weir/contracts'
import type { z } from 'zod'
import { fault } from './fault.ts'
import type { Fault } from './fault.ts'
import { compiledOf, REFUSED } from './compile-schema.ts'
import { fitItems } from './items.ts'
import { inspect } from './limits.ts'
import type { IngestLimits } from './limits.ts'
import { lostAmounts } from './lost-amounts.ts'
import { readMisplaced } from './misplaced-consent.ts'
import type { ParsedEvent } from './parsed-event.ts'
import { joined, NO_NOTES } from './notes.ts'
import type { Note } from './notes.ts'

/**
 * Where an event stands: the parsed value, its path in the body ('' when it is the body), and the
 * source it names.
 */
export interface EventPlace {
  raw: unknown
  at: string
  source: string
  /** Where the dialect reads consent itself, besides the top of the event. */
  consentIn?: readonly string[]
  /** What is said of consent around the event, as in its envelope, counts for it as well. */
  around?: unknown
}

/** One event of a request: read, or with the reasons why it cannot be. */
export type Candidate = EventPlace & {
  /**
   * Reads the event's consent alone: it counts although the event is refused, where the sender does
   * not read the answer.
   */
  refusal?: () => ParsedEvent | undefined
} & (
    | { event: ParsedEvent; notes: readonly Note[]; faults?: undefined }
    | { event?: undefined; notes?: undefined; faults: Faults }
  )
export type Faults = [Fault, ...Fault[]]

/**
 * Checks one event of a body against the limits and its schema, and translates it. `notesOn` says
 * what else deserves a word.
 */
export function candidate<T extends z.ZodType>(
  place: EventPlace,
  limits: IngestLimits,
  schema: T,
  translate: (parsed: z.output<T>) => ParsedEvent,
  notesOn: (event: unknown) => readonly Note[] = () => NO_NOTES,
): Candidate {
  const fitting = fitItems(place.raw, place.at, limits)
  const unfit = inspect(fitting.event, place.at, fitting.limits)
  if (unfit) return { ...place, faults: [unfit] }
  const parsed = parseEvent(schema, fitting.event)
  if ('error' in parsed) return { ...place, faults: faultsBelow(place.at, parsed.error) }
  const event = translate(parsed.data)
  const { consentIn = [], around } = place
  const notes = joined([
    fitting.notes,
    lostAmounts(fitting.event),
    readMisplaced(place.raw, consentIn, event.consent),
    around === undefined ? NO_NOTES : readMisplaced(around, consentIn, event.consent),
    notesOn(place.raw),
  ])
  return { ...place, event, notes }
}

/** @param schema of a dialect, which names the faults. */
function parseEvent<T extends z.ZodType>(schema: T, event: unknown): { data: z.output<T> } | { error: z.ZodError } {
  const data = compiledOf(schema)(event)
  if (data !== REFUSED) return { data }
  const parsed = schema.safeParse(event)
  return parsed.success ? { data: parsed.data } : { error: parsed.error }
}

/** An event that was left out before it was looked into. */
export function unread(at: string, source: string, { code, message }: WeirError): Candidate {
  return { raw: undefined, at, source, faults: [fault(code, at, message)] }
}

/** How many faults of one event are kept: more would repeat them. */
const FAULTS_MAX = 20

/** A schema's complaints with their paths from the root of the body. */
export function faultsBelow(at: string, error: z.ZodError): Faults {
  const [first, ...others] = error.issues.slice(0, FAULTS_MAX).map((issue) => {
    const keys = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0] ?? ''] : issue.path
    const path = [...(at === '' ? [] : [at]), ...keys.map(String)].join('.')
    // The schema's own message quotes the key, which the path names already.
    return fault('invalid_field', path, issue.code === 'unrecognized_keys' ? 'There is no such field.' : issue.message)
  })
  return [first ?? fault('invalid_field', at, 'not valid'), ...others]
}
