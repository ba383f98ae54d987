import type { PurposesSaid } from '@weir/consent'
import { PURPOSES, recordOf } from '@weir/contracts'
import type { Source } from '@weir/contracts'
import QuickLRU from 'quick-lru'
import type { ConsentString, SaidAboutConsent } from '../parse/parsed-event.ts'
import { UnreadableString } from './bits.ts'
import { addSaid, readGpp } from './gpp.ts'
import { readTcf } from './tcf.ts'
import { readUsPrivacy } from './us-privacy.ts'

/** One hit has no reason to carry more; the others count as refusals. */
export const STRINGS_MAX = 4

/** Visitors send the same string with every hit. At most twice as many stay, of 5 KB at most. */
const CACHED = 1_000
const cache = new QuickLRU<string, Read>({ maxSize: CACHED })

interface Read {
  said: PurposesSaid
  /** Why it could not be read: then everything in it counts as refused. */
  unreadable?: string
}

const REFUSED: PurposesSaid = Object.freeze(recordOf(PURPOSES, () => false))

/**
 * What a hit says of consent with its IAB strings read. A string that cannot be read denies every
 * purpose, at its own rank.
 */
export function readStrings(said: SaidAboutConsent, source: Pick<Source, 'tcf_vendor_id'>): SaidAboutConsent {
  if (said.stated.every(({ strings }) => strings === undefined)) return said
  const unreadable: NonNullable<SaidAboutConsent['unreadable']> = []
  /** The same string may stand in several places. */
  const read = new Map<string, Read>()
  const readOnce = (string: ConsentString): Read => {
    const key = keyOf(string, source.tcf_vendor_id)
    const before = read.get(key)
    if (before) return before
    const now = read.size < STRINGS_MAX ? readCached(key, string, source.tcf_vendor_id) : TOO_MANY
    read.set(key, now)
    if (now.unreadable !== undefined) unreadable.push({ kind: string.kind, why: now.unreadable })
    return now
  }
  const stated = said.stated.map(({ strings = [], ...forms }) => {
    for (const string of strings) addSaid((forms[FORM[string.kind]] ??= {}), readOnce(string).said)
    return forms
  })
  return { ...said, stated, unreadable }
}

/** Under which of a place's forms what a string says stands. */
const FORM = { tcf: 'tcf', gpp: 'gpp', us_privacy: 'usPrivacy' } as const

const TOO_MANY: Read = { said: REFUSED, unreadable: `the hit has more than ${STRINGS_MAX} strings` }

function keyOf(string: ConsentString, vendor: number | undefined): string {
  return JSON.stringify([string, vendor])
}

function readCached(key: string, string: ConsentString, vendor: number | undefined): Read {
  const known = cache.get(key)
  if (known) return known
  const read = readAfresh(string, vendor)
  // Strings that are too long must not fill the memory.
  if (key.length <= KEY_MAX) cache.set(key, read)
  return read
}

const KEY_MAX = 6_000

function readAfresh({ kind, text, sections }: ConsentString, vendor: number | undefined): Read {
  try {
    if (kind === 'tcf') return { said: readTcf(text, vendor) }
    return { said: kind === 'gpp' ? readGpp(text, sections, vendor) : readUsPrivacy(text) }
  } catch (error) {
    // The libraries throw whatever they meet, TypeErrors among them: none of it is consent.
    return { said: REFUSED, unreadable: error instanceof UnreadableString ? error.message : 'it cannot be decoded' }
  }
}
