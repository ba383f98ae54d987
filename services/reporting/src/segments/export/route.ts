import type { LedgerPlace, StoredSegment } from '@weir/contracts'
import { z } from 'zod'
import type { App } from '../../shared/app.ts'
import type { ReportingDeps } from '../../shared/deps.ts'
import type { ExportIdType } from '../../shared/id-types.ts'
import { EXPORT_ID_TYPES, fileColumn } from '../../shared/id-types.ts'
import { list } from '../../shared/lists.ts'
import { pulled } from '../../shared/pulled.ts'
import type { ReportReader } from '../../shared/reader.ts'
import { openSince } from '../../shared/since.ts'
import { FreshParams } from '../../shared/time/freshness.ts'
import type { Foldedness } from '../../shared/time/freshness.ts'
import { ConsumerName } from '../changes/destinations.ts'
import type { Destinations } from '../changes/destinations.ts'
import { toChangesCursor } from '../changes/cursor.ts'
import { membershipVersion } from '../members/members.ts'
import { mustListEnough } from '../members/min-size.ts'
import { SegmentParams, mustFindSegment } from '../shared/find.ts'
import { segmentStatus } from '../shared/status.ts'
import { untilWhole } from '../shared/versions.ts'
import type { Format, RowOptions } from './formats.ts'
import { csvFormat, ndjsonFormat, tiktokFormat } from './formats.ts'
import { filePages } from './pages.ts'

const ExportQuery = z
  .strictObject({
    format: z.enum(['csv', 'ndjson', 'tiktok_file']).default('csv'),
    ...FreshParams,
    id_types: list(z.enum(EXPORT_ID_TYPES), EXPORT_ID_TYPES.length).exactOptional(),
    consumer: ConsumerName.exactOptional().describe('The destination that the file is for, as of the changes of the segment'),
    consent_record: z
      .enum(['true', 'false'])
      .default('false')
      .describe('Names in each row the records of the consent log that allow it, see GET /v1/consent/records/{record}'),
  })
  .superRefine(({ format, id_types: types = [], consent_record }, ctx) => {
    if (format !== 'tiktok_file') return
    if (consent_record === 'true')
      ctx.addIssue({ code: 'custom', path: ['consent_record'], message: 'a TikTok file has no place for it: take csv or ndjson' })
    if (types.length === 0)
      ctx.addIssue({ code: 'custom', path: ['id_types'], message: 'a TikTok file needs at least one identifier type' })
    for (const type of types) {
      if (fileColumn(type) === undefined)
        ctx.addIssue({ code: 'custom', path: ['id_types'], message: `TikTok takes no files of ${type}` })
    }
  })

/** It is written as a stream. */
const FILE: z.ZodType = z.string()

interface ExportParts {
  warehouse: ReportReader
  folded: Foldedness
  consumers: Destinations
}

/** Members as a file, streamed: memory does not grow with their number. */
export function exportRoutes(app: App, deps: ReportingDeps, { warehouse, folded, consumers }: ExportParts): void {
  const { config, fold, ledger } = deps
  app.get(
    '/v1/segments/:id/export',
    {
      // Asking for the head alone would walk all members for nothing.
      exposeHeadRoute: false,
      config: { scope: 'export', audited: true, answers: ['conflict'] },
      schema: {
        summary: 'Members as a file',
        description:
          'Consent and membership are checked for each person as the row is written. The header X-Weir-Membership-Version says how much of the log the file reflects, X-Weir-Segment-Status whether it follows the definition as it is now (live) or still the one before (backfilling), X-Weir-Complete whether it has everything that was acknowledged before the request. X-Weir-Changes-Cursor is where the changes of the segment go on from the file.',
        tags: ['segments'],
        params: SegmentParams,
        querystring: ExportQuery,
        response: {
          200: {
            description: 'The file',
            content: { 'text/csv': { schema: FILE }, 'application/x-ndjson': { schema: FILE } },
          },
        },
      },
    },
    async (request, reply) => {
      const segment = mustFindSegment(config, request.params.id)
      const { complete } = await folded(request.query)
      await untilWhole(() => mustListEnough(deps, segment, deps.clock.now()))
      const records = request.query.consent_record === 'true'
      const format = formatOf(request.query.format, request.query.id_types ?? [], { records })
      const [version, status] = await Promise.all([membershipVersion(fold), segmentStatus(deps, segment)])
      // Before the head of the answer: an export that cannot be checked does not begin.
      await deps.optOuts.denialsOf([])
      // A TikTok file does not say since when anybody is in it.
      const since = await openSince(warehouse, request.query.format === 'tiktok_file' ? [] : [segment.number])
      // Before the first page: what changes after it may be in the file, and is told again.
      const begin = await ledger.end()
      const checked = { since: deps.clock.now(), partition: fold.partitions, ordinal: 0 }
      const note = noteOf(deps, consumers, segment, request.query.consumer, begin)
      await note()
      const body = pulled(filePages(deps, segment, { format, since, note }))
      return reply
        .header('x-weir-membership-version', version)
        .header('x-weir-segment-status', status)
        .header('x-weir-changes-cursor', await toChangesCursor(config, segment.number, { ...begin, check: checked }))
        .header('x-weir-complete', String(complete))
        .header('x-weir-since-known', String(since.isKnown))
        .header('cache-control', 'no-store')
        .header('content-disposition', `attachment; filename="${segment.id}.${format.suffix}"`)
        .type(format.contentType)
        .send(body)
    },
  )
}

function formatOf(name: 'csv' | 'ndjson' | 'tiktok_file', idTypes: readonly ExportIdType[], options: RowOptions): Format {
  if (name === 'csv') return csvFormat(idTypes, options)
  return name === 'ndjson' ? ndjsonFormat(idTypes, options) : tiktokFormat(idTypes)
}

/** What notes that the destination has whoever is a member by now; nothing, where none is named. */
function noteOf(
  { ledger }: ReportingDeps,
  consumers: Destinations,
  { id, number }: StoredSegment,
  name: string | undefined,
  begin: LedgerPlace,
): () => Promise<void> {
  if (name === undefined) return async () => undefined
  return async () => consumers.handed({ segment: id, number, name }, begin, await ledger.folded())
}
