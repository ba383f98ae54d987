import { PURPOSES } from '@weir/contracts'
import { expect, test } from 'vitest'
import { readStrings } from '../../services/ingest/src/consent-strings/read-strings.ts'
import { readShared } from './shared-data.ts'

/** The vectors of the IAB's own library: what each says, section by section. */

interface Vector {
  gppString: string
  sectionIds: number[]
  sections: Record<string, Record<string, unknown>>
}
const VECTORS = JSON.parse(readShared('data/consent/gpp_vectors.json')) as Vector[]
const CANADA = 5
const TCF_PURPOSES = [1, 3, 4, 7, 10]

test.each(VECTORS)('$gppString', ({ gppString, sectionIds, sections }) => {
  const tcf = sections['tcfeuv2']?.['PurposeConsents'] as boolean[] | undefined
  for (const id of sectionIds) {
    const heard = readStrings({ stated: [{ strings: [{ kind: 'gpp', text: gppString, sections: [id] }] }] }, {})
    const said = heard.stated[0]?.gpp
    expect(heard.unreadable, String(id)).toEqual([])
    if (id === CANADA) expect(said ?? {}).toEqual(canadian(sections['tcfcav1'] ?? {}))
    if (id === 2) expect(said).toEqual(Object.fromEntries(PURPOSES.map((one, i) => [one, tcf?.[TCF_PURPOSES[i]! - 1]])))
    if (id > CANADA) for (const granted of Object.values(said ?? {})) expect(granted).toBe(false)
  }
})

/** Express consent grants, implied consent says nothing, no consent denies. */
function canadian(section: Record<string, unknown>): Record<string, boolean> {
  const [express, implied] = [section['PurposesExpressConsent'], section['PurposesImpliedConsent']] as [boolean[], boolean[]]
  const at = (i: number): number => TCF_PURPOSES[i]! - 1
  return Object.fromEntries(PURPOSES.flatMap((one, i) => (express[at(i)] || !implied[at(i)] ? [[one, express[at(i)]!]] : [])))
}
