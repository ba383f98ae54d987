import * as gpp from '@iabgpp/cmpapi'
import type { PurposesSaid } from '@weir/consent'
import { UnreadableString } from './bits.ts'
import { NOT_OPTED_OUT, OPTED_OUT } from './us-privacy.ts'

/** The longest has 17 characters. */
const LENGTH_MAX = 64

const { UsNat, UsCa, UsVa, UsCo, UsUt, UsCt, UsFl, UsMt, UsOr, UsTx, UsDe } = gpp
const { UsIa, UsNe, UsNh, UsNj, UsTn, UsMn, UsMd, UsIn, UsKy, UsRi } = gpp
const WEST = [UsNat, UsCa, UsVa, UsCo, UsUt, UsCt, UsFl, UsMt, UsOr, UsTx, UsDe]
const LATER = [UsIa, UsNe, UsNh, UsNj, UsTn, UsMn, UsMd, UsIn, UsKy, UsRi]
const SECTIONS = new Map([...WEST, ...LATER].map((section) => [section.ID, section]))

/**
 * What a section of the United States says: who opted out of sale, sharing or targeted advertising,
 * or has Global Privacy Control on, whose child's consent is missing, and what is only processed
 * for a service provider is for no advertising.
 * @throws UnreadableString, or whatever the library throws.
 */
export function readUsSection(id: number, text: string): PurposesSaid {
  const Section = SECTIONS.get(id)
  if (!Section) throw new UnreadableString(`its section ${id} is not known`)
  if (text.length > LENGTH_MAX) throw new UnreadableString(`its section ${id} is too long`)
  const fields: unknown = new Section(text).toObj()
  const said = new Map(Object.entries(Object(fields)))
  mustBeKnown(said, Section.VERSION, id)
  return OPT_OUTS.some(([field, value]) => isSaid(said.get(field), value)) ? OPTED_OUT : NOT_OPTED_OUT
}

const OPT_OUTS: readonly (readonly [string, number | boolean])[] = [
  ['SaleOptOut', 1],
  ['SharingOptOut', 1],
  ['TargetedAdvertisingOptOut', 1],
  ['KnownChildSensitiveDataConsents', 1],
  ['MspaServiceProviderMode', 1],
  ['MspaMode', 2],
  ['Gpc', true],
]

function isSaid(field: unknown, value: number | boolean): boolean {
  return Array.isArray(field) ? field.includes(value) : field === value
}

/** The library takes any version, and 3 where only 0, 1 and 2 mean something. */
function mustBeKnown(said: ReadonlyMap<string, unknown>, newest: number, id: number): void {
  for (const [field, value] of said) {
    const isVersion = field === 'Version' || field === 'MspaVersion'
    const [least, most] = isVersion ? [1, newest] : [0, 2]
    for (const one of Array.isArray(value) ? value : [value]) {
      if (typeof one === 'boolean' || (typeof one === 'number' && one >= least && one <= most)) continue
      throw new UnreadableString(`its section ${id} has an unknown ${field}`)
    }
  }
}
