import { PURPOSES, recordOf, SIGNAL_LETTERS } from '@weir/contracts'
import type { ConsentMark, ConsentSignal, HitConsent, Purpose } from '@weir/contracts'

/**
 * What a source assumes when a hit says nothing: `required` (denied) or `assumed` (the sender only
 * sends consented hits).
 */
export type ConsentBasis = 'required' | 'assumed'

/** What a statement says of single purposes; one that is not there was not spoken of. */
export type PurposesSaid = Partial<Record<Purpose, boolean | undefined>>

/** What one place of a hit says, by form: where two forms differ, the one listed first decides. */
export interface SaidInPlace {
  /** Explicit entries. */
  purposes?: PurposesSaid | undefined
  /** What TCF strings say. */
  tcf?: PurposesSaid | undefined
  /** What GPP strings say. */
  gpp?: PurposesSaid | undefined
  /** What US Privacy strings say: of the same rank as GPP, the denial first. */
  usPrivacy?: PurposesSaid | undefined
  /** What the fields of Google's consent mode say. */
  google?: PurposesSaid | undefined
  /** What a platform's booleans say: of the same rank as Google's fields, the denial first. */
  platform?: PurposesSaid | undefined
}

/** What one hit says about consent. */
export interface ConsentSaid {
  /** One for each place that says something: where two places differ, the denial counts. */
  stated?: readonly SaidInPlace[] | undefined
  /**
   * Global Privacy Control (`Sec-GPC: 1`): true denies profiling and personalised_ads; false and
   * absent say nothing.
   */
  gpc?: boolean | undefined
  /** TikTok's `limited_data_use`: true denies personalised_ads; false and absent say nothing. */
  limitedDataUse?: boolean | undefined
  /**
   * Something was said that is not understood. It may have been a refusal: what nothing else
   * decides is denied.
   */
  unread?: boolean | undefined
  /** Some of what is not understood objects by its name (`do_not_sell`). */
  optOut?: boolean | undefined
  /** The hit came without a key. */
  keyless?: boolean | undefined
  basis: ConsentBasis
}

/** What was decided, and by the letter of which signal each purpose was (see SIGNAL_LETTERS). */
export interface Decision {
  consent: HitConsent
  by: string
}

/**
 * Decides every purpose of one hit, the strongest signal first, else by the source's basis
 * (docs/semantics.md, "Consent").
 */
export function decideConsent(said: ConsentSaid): Decision {
  let by = ''
  const consent = recordOf(PURPOSES, (purpose) => {
    const word = wordOn(purpose, said)
    by += SIGNAL_LETTERS[word?.signal ?? 'basis']
    return word === undefined
      ? BY_BASIS[said.basis]
      : (said.keyless === true ? KEYLESS : KEYED)[word.granted ? 'granted' : 'denied']
  })
  return { consent, by }
}

// Shared and frozen: every hit carries five of these.
const mark = (is: ConsentMark): Readonly<ConsentMark> => Object.freeze(is)
const BY_BASIS = { assumed: mark({ granted: true, by: 'basis' }), required: mark({ granted: false, by: 'basis' }) }
const KEYED = { granted: mark({ granted: true, by: 'signal' }), denied: mark({ granted: false, by: 'signal' }) }
const KEYLESS = {
  granted: mark({ granted: true, by: 'signal', keyless: true }),
  denied: mark({ granted: false, by: 'signal', keyless: true }),
}

/** What a signal says of one purpose. */
interface Word {
  granted: boolean
  signal: ConsentSignal
}

/** @returns undefined when nothing that was said is about the purpose. */
function wordOn(purpose: Purpose, said: ConsentSaid): Word | undefined {
  const { stated = [], gpc, limitedDataUse, unread, optOut } = said
  let word: Word | undefined
  for (const place of stated) {
    const here = wordIn(place, purpose)
    if (here?.granted === false) return here
    word ??= here
  }
  if (word) return word
  if (gpc === true && (purpose === 'profiling' || purpose === 'personalised_ads')) return { granted: false, signal: 'gpc' }
  if (limitedDataUse === true && purpose === 'personalised_ads') return { granted: false, signal: 'limited_data_use' }
  return unread === true ? { granted: false, signal: optOut === true ? 'opt_out' : 'unread' } : undefined
}

/** The forms by rank; where two of one rank differ, the denial decides. */
const RANKS: readonly (readonly (readonly [keyof SaidInPlace, ConsentSignal])[])[] = [
  [['purposes', 'explicit']],
  [['tcf', 'tcf']],
  [
    ['gpp', 'gpp'],
    ['usPrivacy', 'us_privacy'],
  ],
  [
    ['google', 'google_consent_mode'],
    ['platform', 'platform'],
  ],
]

function wordIn(place: SaidInPlace, purpose: Purpose): Word | undefined {
  for (const rank of RANKS) {
    let word: Word | undefined
    for (const [form, signal] of rank) {
      const granted = place[form]?.[purpose]
      if (granted !== undefined && (word === undefined || (word.granted && !granted))) word = { granted, signal }
    }
    if (word) return word
  }
  return undefined
}
