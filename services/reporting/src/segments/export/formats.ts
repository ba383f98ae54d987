import type { Cell } from '../../shared/csv.ts'
import { csv } from '../../shared/csv.ts'
import type { ExportIdType } from '../../shared/id-types.ts'
import { exportValues, fileColumn } from '../../shared/id-types.ts'
import { isoOrNull } from '../../shared/iso.ts'
import { createListed } from '../members/listed.ts'
import type { LiveMember } from '../members/members.ts'
import { consentRecordsOf } from '../../shared/person.ts'
import { createDistinct } from './distinct.ts'

/**
 * One file: text before the members, and text per page of them. In a file of identifiers each value
 * stands once, with the first member who has it: several persons who share an e-mail address are
 * one address. Persons who turn out to be one while the file is read have one row.
 */
export interface Format {
  contentType: string
  suffix: string
  head: string
  page(members: readonly LiveMember[]): string
}

/** What rows have besides: `records` for the records of the consent log that allow them. */
export interface RowOptions {
  records: boolean
}

/**
 * `person, since, until`, with records `consent_record`, and a column per identifier type; several
 * values of one cell are separated by `|`. With identifier types, only members with a value that no
 * member before them had.
 */
export function csvFormat(idTypes: readonly ExportIdType[], { records }: RowOptions): Format {
  const rows = createRows(idTypes)
  const row = (member: LiveMember, ids: string[][]): Cell[] => [
    ...plain(member),
    ...(records ? [recordsOf(member).join('|')] : []),
    ...ids.map((values) => values.join('|')),
  ]
  return {
    contentType: 'text/csv; charset=utf-8',
    suffix: 'csv',
    head: csv([['person', 'since', 'until', ...(records ? ['consent_record'] : []), ...idTypes]]),
    page: (members) => csv(rows(members).map(({ member, ids }) => row(member, ids))),
  }
}

/**
 * One object per line: `{ person, since, until, consent_record: [id], ids: { TYPE: [value] } }`,
 * the last two where they are asked for.
 */
export function ndjsonFormat(idTypes: readonly ExportIdType[], { records }: RowOptions): Format {
  const rows = createRows(idTypes)
  const line = (member: LiveMember, ids: string[][]): string => {
    const [person, since, until] = plain(member)
    const named = Object.fromEntries(idTypes.map((type, i) => [type, ids[i] ?? []]))
    const allowed = records ? { consent_record: recordsOf(member) } : {}
    return `${JSON.stringify({ person, since, until, ...allowed, ...(idTypes.length > 0 ? { ids: named } : {}) })}\n`
  }
  return {
    contentType: 'application/x-ndjson',
    suffix: 'ndjson',
    head: '',
    page: (members) =>
      rows(members)
        .map(({ member, ids }) => line(member, ids))
        .join(''),
  }
}

/**
 * A Customer File as TikTok accepts it (business-api.tiktok.com, Audience): one id per line and no
 * header for one type, CSV with a header for several (`MULTIPLE_TYPES`). A person with two e-mail
 * addresses takes two rows.
 * @param idTypes at least one, all with a column at TikTok.
 */
export function tiktokFormat(idTypes: readonly ExportIdType[]): Format {
  const columns = [...new Set(idTypes.map((type) => fileColumn(type) ?? ''))]
  const single = idTypes.length === 1
  const distinct = createDistinct()
  const rows = ({ person }: LiveMember): string[][] => {
    const values = columns.map((column) =>
      idTypes
        .filter((type) => fileColumn(type) === column)
        .flatMap((type) => exportValues(person.identifiers, type))
        .filter((value) => distinct.add(`${column}:${value}`)),
    )
    const height = Math.max(0, ...values.map((list) => list.length))
    return Array.from({ length: height }, (_, i) => values.map((list) => list[i] ?? ''))
  }
  return {
    contentType: single ? 'text/plain; charset=utf-8' : 'text/csv; charset=utf-8',
    suffix: single ? 'txt' : 'csv',
    head: single ? '' : csv([columns]),
    page: (members) => csv(members.flatMap(rows)),
  }
}

/**
 * The records that allow a row: those that decide the purposes of the segment, storage included.
 */
function recordsOf({ person, purposes }: LiveMember): string[] {
  return consentRecordsOf(person, purposes)
}

function plain({ person, membership }: LiveMember): [string, string | null, string | null] {
  return [person.id, isoOrNull(membership.from), isoOrNull(membership.until)]
}

interface Row {
  member: LiveMember
  ids: string[][]
}

/** Makes the rows of a page: of persons whom, and of values which no row before them had. */
function createRows(idTypes: readonly ExportIdType[]): (members: readonly LiveMember[]) => Row[] {
  const distinct = createDistinct()
  const listed = createListed()
  const valuesOf = ({ person }: LiveMember, type: ExportIdType): string[] =>
    exportValues(person.identifiers, type).filter((value) => distinct.add(`${type}:${value}`))
  return (members) =>
    members.flatMap((member) => {
      if (listed.isRepeated(member)) return []
      const ids = idTypes.map((type) => valuesOf(member, type))
      if (idTypes.length > 0 && ids.every((values) => values.length === 0)) return []
      listed.note(member)
      return [{ member, ids }]
    })
}
