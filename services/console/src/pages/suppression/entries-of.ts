import type { IdentifierShown } from '../../api/plan-queries.ts'

export const IDENTIFIER_TYPES = [
  'email',
  'phone',
  'external_id',
  'idfa',
  'gaid',
  'idfv',
  'ttp',
  'ttclid',
  'anonymous_id',
] as const satisfies readonly IdentifierShown['type'][]

/** Identifiers of pasted lines, one a line, each once, without empty lines and quotes around. */
export function entriesOf(text: string, type: IdentifierShown['type']): IdentifierShown[] {
  const values = text.split(/\r?\n/).map((line) =>
    line
      .trim()
      .replace(/^"(.*)"$/, '$1')
      .trim(),
  )
  return [...new Set(values)].filter((value) => value !== '').map((value) => ({ type, value }))
}
