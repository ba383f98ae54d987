import type { PersonEvent, SegmentDefinition } from '@weir/contracts'
import { isMemberAt } from '@weir/segmentation'
import type { Sent } from './traffic.ts'
import { toPersonEvent } from './traffic.ts'

/** What was found after the kills. */
export interface Found {
  /** Facts per event id: rows that are stored, and rows that a query with FINAL sees. */
  facts: ReadonlyMap<string, { stored: number; seen: number }>
  /** Membership changes in the order in which they were written. */
  changes: readonly Change[]
  /** What the API said at several instants. */
  views: readonly SegmentView[]
}

export interface Change {
  segment: string
  person: string
  op: string
  /** Unix ms. */
  at: number
}

export interface SegmentView {
  segment: string
  /** Unix ms. */
  at: number
  members: readonly string[]
  exported: readonly string[]
  size: number
  preview: number
}

/** Every breach of a promise, as a line of text; none when all is well. */
export function faultsOf(history: readonly Sent[], found: Found, definitions: readonly SegmentDefinition[]): string[] {
  return [
    ...factFaults(history, found.facts),
    ...alternationFaults(found.changes),
    ...membershipFaults(history, found, definitions),
  ]
}

/** No acknowledged event is lost, none counts twice, and none is there that nobody sent. */
export function factFaults(history: readonly Sent[], facts: Found['facts']): string[] {
  const faults: string[] = []
  for (const { event_id, fate } of history) {
    const { stored, seen } = facts.get(event_id) ?? { stored: 0, seen: 0 }
    if (fate === 'ok' && seen === 0) faults.push(`lost: ${event_id} was acknowledged and is not there`)
    if (stored > 1 || seen > 1) faults.push(`twice: ${event_id} is stored ${stored} times and seen ${seen} times`)
  }
  const sent = new Set(history.map(({ event_id }) => event_id))
  for (const id of facts.keys()) if (!sent.has(id)) faults.push(`stranger: ${id} was never sent`)
  return faults
}

/** A person enters, leaves, enters ...; and time does not go back. */
function alternationFaults(changes: readonly Change[]): string[] {
  const faults: string[] = []
  const last = new Map<string, Change>()
  for (const change of changes) {
    const key = `${change.segment} ${change.person}`
    const before = last.get(key)
    if ((before?.op ?? 'left') === change.op) faults.push(`alternation: ${key} ${change.op} twice, at ${change.at}`)
    if (before && change.at < before.at)
      faults.push(`order: ${key} ${change.op} at ${change.at}, before the last change at ${before.at}`)
    last.set(key, change)
  }
  return faults
}

/**
 * Members are those of the naive recomputation, whoever is asked. An event without an answer counts
 * when it is there.
 */
function membershipFaults(
  history: readonly Sent[],
  { facts, changes, views }: Found,
  definitions: readonly SegmentDefinition[],
): string[] {
  const byPerson = new Map<string, PersonEvent[]>()
  for (const event of history.filter(({ event_id }) => facts.has(event_id)).map(toPersonEvent)) {
    byPerson.set(event.person, [...(byPerson.get(event.person) ?? []), event])
  }
  return views.flatMap(({ segment, at, members, exported, size, preview }) => {
    const definition = definitions.find(({ id }) => id === segment)!
    const truth = [...byPerson].filter(([, own]) => isMemberAt(definition, own, at)).map(([person]) => person)
    const where = `${segment} at ${new Date(at).toISOString()}`
    return [
      ...difference(`members of ${where}`, truth, members),
      ...difference(`export of ${where}`, truth, exported),
      ...difference(`changes of ${where}`, truth, presentIn(changes, segment, at)),
      ...(size === truth.length ? [] : [`size of ${where} is ${size}, not ${truth.length}`]),
      ...(preview === truth.length ? [] : [`preview of ${where} is ${preview}, not ${truth.length}`]),
    ]
  })
}

function presentIn(changes: readonly Change[], segment: string, at: number): string[] {
  const ops = new Map<string, string>()
  for (const change of changes) if (change.segment === segment && change.at <= at) ops.set(change.person, change.op)
  return [...ops].filter(([, op]) => op === 'entered').map(([person]) => person)
}

function difference(what: string, truth: readonly string[], shown: readonly string[]): string[] {
  const [should, does] = [new Set(truth), new Set(shown)]
  const missing = truth.filter((person) => !does.has(person))
  const extra = shown.filter((person) => !should.has(person))
  if (missing.length === 0 && extra.length === 0 && does.size === shown.length) return []
  return [
    `${what}: ${shown.length} instead of ${truth.length}; missing ${missing.slice(0, 3).join(', ')}; too many ${extra.slice(0, 3).join(', ')}`,
  ]
}
