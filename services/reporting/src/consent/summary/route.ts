import { membershipPurposes, PURPOSES, SEGMENT_ID, WeirError } from '@weir/contracts'
import type { StoredSegment } from '@weir/contracts'
import type { ConfigView } from '@weir/runtime'
import { sourceLimit } from '@weir/runtime/http'
import { z } from 'zod'
import { RangeParams, rangeOf } from '../../reports/params.ts'
import type { App } from '../../shared/app.ts'
import { FormatParam, jsonOrCsv, sendTable } from '../../shared/csv-answer.ts'
import type { Cell } from '../../shared/csv.ts'
import type { ReportingDeps } from '../../shared/deps.ts'
import { iso } from '../../shared/iso.ts'
import { list } from '../../shared/lists.ts'
import type { ReportReader } from '../../shared/reader.ts'
import { FreshAnswer, FreshParams } from '../../shared/time/freshness.ts'
import type { Freshness } from '../../shared/time/freshness.ts'
import { dayLabel } from '../../shared/time/times.ts'
import { NAMED_SIGNALS } from '../signals.ts'
import { queryLost, querySaid, SAID_ROWS_MAX } from './query.ts'

const SEGMENTS_MAX = 100

const SummaryParams = z.strictObject({
  ...RangeParams,
  ...FreshParams,
  tz: z.string().max(64).default('UTC').describe('An IANA time zone, for days and for dates in from and to.'),
  source: list(z.string().min(1).max(128)).exactOptional().describe('Only what these sources sent.'),
  segments: list(z.string().regex(SEGMENT_ID, 'this is no segment id'), SEGMENTS_MAX)
    .exactOptional()
    .describe(`Whose members are looked at; the first ${SEGMENTS_MAX} by id unless told.`),
  format: FormatParam,
  table: z.enum(['said', 'lost']).default('said').describe('Which of the two tables a CSV file has.'),
})

const Signal = z.enum(NAMED_SIGNALS)
const SaidAnswer = z.object({
  day: z.string(),
  source: z.string(),
  purpose: z.enum(PURPOSES),
  signal: Signal.describe('What decided; basis: nothing was said of the purpose'),
  granted: z.int().describe('Events that granted the purpose by this signal'),
  denied: z.int(),
  not_said: z.int().describe('Events that said nothing of the purpose, so that the basis of the source decided'),
  persons: z.int().describe('Persons of these events; there are none of events that belong to nobody'),
})
const LostAnswer = z.object({
  segment: z.string(),
  members: z.int().nullable().describe('null below the min_size of the segment'),
  lost: z.array(z.object({ signal: Signal, people: z.int() })),
})
const SummaryAnswer = z.object({
  from: z.string(),
  to: z.string(),
  tz: z.string(),
  ...FreshAnswer,
  said: z.array(SaidAnswer),
  segments: z.array(LostAnswer).describe('Empty for keys that are limited to sources'),
})
type Said = z.infer<typeof SaidAnswer>
type Lost = z.infer<typeof LostAnswer>

/** What was said of consent, and what depends on it. */
export function consentSummaryRoutes(app: App, deps: ReportingDeps, warehouse: ReportReader, freshness: Freshness): void {
  app.get(
    '/v1/consent/summary',
    {
      config: { scope: 'read', limitedKeys: true },
      schema: {
        summary: 'What was granted, denied and not said, by which signal, and whom each signal lets in',
        description: DESCRIPTION,
        tags: ['consent'],
        querystring: SummaryParams,
        response: jsonOrCsv(SummaryAnswer),
      },
    },
    async (request, reply) => {
      const { query } = request
      const limit = sourceLimit(request)
      const range = rangeOf(query, deps.clock.now())
      const segments = limit ? [] : segmentsOf(deps.config, query.segments)
      const reflected = await freshness(query)
      const asked = query.source === undefined ? limit : query.source.filter((code) => !limit || limit.includes(code))
      const wants = (table: 'said' | 'lost'): boolean => query.format === 'json' || query.table === table
      const said = wants('said') ? await saidRows(warehouse, range, asked) : []
      const lost = wants('lost') ? await lostRows(warehouse, segments) : []
      void reply.header('cache-control', 'no-store')
      if (query.format === 'json')
        return { from: iso(range.from), to: iso(range.to), tz: query.tz, ...reflected, said, segments: lost }
      return sendTable(reply, query.table === 'said' ? saidTable(said) : lostTable(lost), reflected)
    },
  )
}

const DESCRIPTION = `\`said\` counts events by their own time, day, source, purpose and the signal that decided the purpose.
\`segments\` says of each segment how many of its members each signal lets in: they would leave if what this signal granted last were denied.
A member counts for every signal that decides one of the purposes the segment asks for, storage included.`

async function saidRows(
  warehouse: ReportReader,
  range: Parameters<typeof querySaid>[1],
  sources: readonly string[] | undefined,
): Promise<Said[]> {
  const rows = await querySaid(warehouse, range, sources)
  if (rows.length > SAID_ROWS_MAX)
    throw new WeirError('invalid_field', 'the request has faults', {
      faults: [{ path: 'from', message: `there are more than ${SAID_ROWS_MAX} rows: take a shorter range, or single sources` }],
    })
  return rows.map(({ day, granted, denied, persons, signal, ...row }) => {
    const isSaid = signal !== 'basis'
    const counted = isSaid ? { granted, denied, not_said: 0 } : { granted: 0, denied: 0, not_said: granted + denied }
    return { day: dayLabel(day), ...row, signal, ...counted, persons }
  })
}

async function lostRows(warehouse: ReportReader, segments: readonly StoredSegment[]): Promise<Lost[]> {
  if (segments.length === 0) return []
  const asked = segments.map((segment) => ({ number: segment.number, purposes: membershipPurposes(segment) }))
  const { lost, members } = await queryLost(warehouse, asked)
  return segments.map(({ id, number, min_size = 0 }) => {
    const size = members.get(number) ?? 0
    if (size < min_size) return { segment: id, members: null, lost: [] }
    const ours = lost.filter(({ segment }) => segment === number)
    return { segment: id, members: size, lost: ours.map(({ signal, people }) => ({ signal, people })) }
  })
}

/** @throws WeirError invalid_field for a segment that is not there. */
function segmentsOf(config: ConfigView, ids: readonly string[] | undefined): StoredSegment[] {
  if (ids === undefined)
    return config
      .segments()
      .toSorted((a, b) => (a.id < b.id ? -1 : 1))
      .slice(0, SEGMENTS_MAX)
  const faults = ids
    .filter((id) => !config.segment(id))
    .map((id) => ({ path: 'segments', message: `there is no segment "${id}"; GET /v1/segments lists them` }))
  if (faults.length > 0) throw new WeirError('invalid_field', 'the request has faults', { faults })
  return ids.flatMap((id) => config.segment(id) ?? [])
}

function saidTable(rows: readonly Said[]): Cell[][] {
  const columns = ['day', 'source', 'purpose', 'signal', 'granted', 'denied', 'not_said', 'persons'] as const
  return [[...columns], ...rows.map((row) => columns.map((column) => row[column]))]
}

function lostTable(rows: readonly Lost[]): Cell[][] {
  const cells = rows.flatMap(({ segment, members, lost }) =>
    lost.length === 0 ? [[segment, members, null, null]] : lost.map(({ signal, people }) => [segment, members, signal, people]),
  )
  return [['segment', 'members', 'signal', 'lost'], ...cells]
}
