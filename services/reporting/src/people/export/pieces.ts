// Held by tests/e2e/subject-access.e2e.test.ts

import { markOfCode, parseEventBody, PURPOSES } from '@weir/contracts'
import type { StoredSegment } from '@weir/contracts'
import type { z } from 'zod'
import { queryQuoting } from '../../shared/sql/quoting.ts'
import type { ReportingDeps } from '../../shared/deps.ts'
import { iso, isoOrNull } from '../../shared/iso.ts'
import type { PersonView } from '../../shared/person.ts'
import type { ReportReader } from '../../shared/reader.ts'
import { openSince } from '../../shared/since.ts'
import type { Sql } from '../../shared/sql/sql.ts'
import { shownOf } from '../shown.ts'
import { ChangeRow, changesQuery, EventRow, eventsQuery, RefusedRow, refusedQuery } from './query.ts'
import type { After } from './query.ts'

/** Rows of one question: so many are in memory at a time. */
const PAGE = 1_000
/** Before every instant that a row can have. */
const FIRST: After = { at: -8.64e12, id: '' }

/**
 * All that is kept of people as one JSON document, piece by piece: `{"persons": [...]}`. What comes
 * from the warehouse is asked for page by page, so memory does not grow with what they did.
 */
export async function* documentOf(
  deps: Pick<ReportingDeps, 'fold' | 'config' | 'clock'>,
  reader: ReportReader,
  people: readonly { person: PersonView; note: string | undefined }[],
): AsyncGenerator<string> {
  yield `{"exported_at":${JSON.stringify(iso(deps.clock.now()))},"persons":[`
  for (const [i, { person, note }] of people.entries()) {
    const known = await knownOf(deps, reader, person, note)
    yield `${i > 0 ? ',' : ''}${JSON.stringify(known).slice(0, -1)}`
    yield ',"membership_changes":['
    yield* listOf(
      pagesOf(
        reader,
        ChangeRow,
        (after) => changesQuery(person.id, after, PAGE),
        ({ t, id }) => ({ at: t, id }),
      ),
      toChange,
    )
    yield '],"events":['
    yield* listOf(
      pagesOf(
        reader,
        EventRow,
        (after) => eventsQuery(person.id, after, PAGE),
        ({ t, eid }) => ({ at: t, id: eid }),
      ),
      toEvent,
    )
    yield '],"refused_events":['
    yield* listOf(refusedOf(reader, person), (row) => ({ ...row, body: row.body }))
    yield ']}'
  }
  yield ']}'
}

/** What the state has of a person; memberships begin in the past of new segments, too. */
async function knownOf(
  { fold, config }: Pick<ReportingDeps, 'fold' | 'config'>,
  reader: ReportReader,
  person: PersonView,
  note: string | undefined,
): Promise<Record<string, unknown>> {
  const segments = new Map(config.segments().map((segment): [number, StoredSegment] => [segment.number, segment]))
  const since = await openSince(
    reader,
    person.memberships.map(({ segmentNumber }) => segmentNumber),
  )
  const dated = await since.reaching(person.memberships.map((membership) => ({ person, membership })))
  return {
    person: person.id,
    ...(note === undefined ? {} : { note }),
    known_since: isoOrNull(person.born || undefined),
    ...(await shownOf({ fold }, person)),
    consent: Object.fromEntries(
      Object.entries(person.consent).map(([purpose, { granted, by, at }]) => [purpose, { granted, by, at: iso(at) }]),
    ),
    memberships: dated.map(({ membership: { segmentNumber, from, until } }) => ({
      segment: segments.get(segmentNumber)?.id ?? null,
      name: segments.get(segmentNumber)?.name ?? null,
      since: iso(from),
      until: isoOrNull(until),
    })),
  }
}

async function* pagesOf<T>(
  reader: ReportReader,
  row: z.ZodType<T>,
  query: (after: After) => Sql,
  placeOf: (row: T) => After,
): AsyncGenerator<T[]> {
  let after = FIRST
  for (;;) {
    const rows = await reader.rows(query(after).render(), row)
    const last = rows.at(-1)
    if (!last) return
    yield rows
    if (rows.length < PAGE) return
    after = placeOf(last)
  }
}

/** Refused events that quote one of the person's identifiers; nothing else tells whose they are. */
async function* refusedOf(reader: ReportReader, { identifiers }: PersonView): AsyncGenerator<z.infer<typeof RefusedRow>[]> {
  const ids = [
    ...(
      await queryQuoting(
        reader,
        identifiers.map(({ value }) => value),
      )
    ).keys(),
  ]
  for (let from = 0; from < ids.length; from += PAGE)
    yield await reader.rows(refusedQuery(ids.slice(from, from + PAGE)).render(), RefusedRow)
}

/** Rows as the elements of a list, a page at a time. */
async function* listOf<T>(pages: AsyncGenerator<T[]>, toElement: (row: T) => unknown): AsyncGenerator<string> {
  let isFirst = true
  for await (const rows of pages) {
    yield `${isFirst ? '' : ','}${rows.map((row) => JSON.stringify(toElement(row))).join(',')}`
    isFirst = false
  }
}

function toChange({ t, segment, version, op, reason, cause, written_person }: ChangeRow): Record<string, unknown> {
  return { at: iso(t), segment, version, op, reason, cause: cause || null, written_as: written_person }
}

function toEvent({ t, received, body, consent, written_person, ...event }: EventRow): Record<string, unknown> {
  const said = PURPOSES.flatMap((purpose, i) => {
    const mark = markOfCode(consent[i] ?? 0)
    return mark ? [[purpose, { granted: mark.granted, by: mark.by }] as const] : []
  })
  return {
    ...event,
    event_time: iso(t),
    received_at: received,
    written_as: written_person,
    consent: Object.fromEntries(said),
    ...parseEventBody(body),
  }
}
