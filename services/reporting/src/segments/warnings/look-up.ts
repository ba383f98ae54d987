import { canonicalName } from '@weir/contracts'
import type { Mention } from '@weir/contracts'
import type { ReportReader } from '../../shared/reader.ts'
import { namesSeen, wasSeen } from './query.ts'
import type { Asked } from './query.ts'

/** How many seen things are remembered: what was seen once stays seen. */
const REMEMBERED_MAX = 10_000
const NONE = { names: [], isComplete: true }

/** Looks up what was ever seen, in as few queries as will do. */
export interface LookUp {
  /** Those that are not known to have been seen; asks nothing. */
  unknown(asked: readonly Asked[]): Asked[]
  /** Those that have not been seen so far. @throws WeirError when the warehouse does not answer. */
  unseen(asked: readonly Asked[]): Promise<Asked[]>
  /** The names of events that there were when one was last looked up. */
  names(): readonly string[]
}

export function createLookUp(warehouse: ReportReader): LookUp {
  const seen = new Set<string>()
  let listed: readonly string[] = []
  const unknown = (asked: readonly Asked[]): Asked[] => asked.filter((one) => !seen.has(keyOf(one)))

  function remember(found: readonly Asked[]): void {
    if (seen.size > REMEMBERED_MAX) seen.clear()
    for (const one of found) seen.add(keyOf(one))
  }

  return {
    unknown,
    async unseen(asked) {
      const missing: Asked[] = []
      const open: Asked[] = []
      const found: Asked[] = []
      // One list of names answers for most of what a rule asks for.
      const { names, isComplete } = unknown(asked).some(isOfName) ? await namesSeen(warehouse) : NONE
      if (names.length > 0) listed = names
      for (const one of unknown(asked)) {
        if (!isOfName(one)) open.push(one)
        else if (names.some((name) => isNamed(one, name))) found.push(one)
        else (isComplete ? missing : open).push(one)
      }
      // Of events that were never there, nothing else is worth a query.
      const worthwhile = open.filter((one) => one.kind !== 'path' || !isMoot(one, missing))
      const answers = await Promise.all(worthwhile.map((one) => wasSeen(warehouse, one)))
      remember([...found, ...worthwhile.filter((_, i) => answers[i])])
      return unknown(asked)
    },
    names: () => listed,
  }
}

/** The same thing, wherever it stands. */
function keyOf({ at: _at, ...asked }: Asked): string {
  return JSON.stringify(asked)
}

function isOfName(one: Asked): one is Extract<Asked, { kind: 'event' | 'prefix' }> {
  return one.kind === 'event' || one.kind === 'prefix'
}

function isNamed(one: Extract<Asked, { kind: 'event' | 'prefix' }>, name: string): boolean {
  return one.kind === 'event' ? name === canonicalName(one.name) : name.startsWith(one.prefix)
}

/** Whether a path is of events that were never there: then there is nothing to say of it. */
export function isMoot({ selector }: Extract<Mention, { kind: 'path' }>, missing: readonly Mention[]): boolean {
  if (!selector) return false
  const names = (selector.names ?? (selector.name === undefined ? [] : [selector.name])).map(canonicalName)
  const isMissing = (name: string): boolean => missing.some((one) => one.kind === 'event' && one.name === name)
  if (names.length > 0 && names.every(isMissing)) return true
  return missing.some(
    (one) =>
      (one.kind === 'prefix' && one.prefix === selector.name_prefix) || (one.kind === 'source' && one.source === selector.source),
  )
}
