// Held by tests/e2e/surface.e2e.test.ts
import { DELIVERY_FIELDS, DELIVERY_PLATFORMS, ERROR_CODES } from '@weir/contracts'
import { z } from 'zod'
import { ImportParams } from './params.ts'

const Answer = z.object({
  source: z.string(),
  platform: z.enum(DELIVERY_PLATFORMS),
  preview: z.boolean(),
  rows: z.number().describe('Rows taken; of a preview, those that would be'),
  rows_by: z.record(z.string(), z.number()).describe('By level and span of time'),
  rejected_rows: z.number(),
  rejected: z
    .array(z.object({ line: z.number(), path: z.string(), message: z.string() }))
    .describe('The first 100 faults of rows that could not be used'),
  totals_left_out: z.number().describe('Lines of totals'),
  days: z.object({ from: z.string(), to: z.string() }).nullable(),
  counts: z.record(z.string(), z.number()).describe('Sums, to be compared with what the platform shows'),
  money: z.record(z.string(), z.record(z.string(), z.string())).describe('Sums by currency, exact'),
  columns: z.partialRecord(z.enum(DELIVERY_FIELDS), z.string()).describe('Under which heading each field was found'),
  ignored: z.array(z.string()).describe('What is not kept'),
  sample: z.array(z.record(z.string(), z.unknown())).exactOptional().describe('The first rows, of a preview'),
})

const Problem = z.object({
  ...Answer.partial().shape,
  type: z.string(),
  title: z.string(),
  status: z.number(),
  code: z.enum(ERROR_CODES),
  detail: z.string(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).exactOptional(),
})

/** `POST /v1/delivery` in the description of the API. It checks nothing: the route does. */
export const DELIVERY_DESCRIPTION = {
  summary: 'Import a report of an ad platform',
  description: `CSV of an Ads Manager or of your own, or answers of TikTok's report/integrated/get as JSON, one or one per line.
Good rows are taken and bad ones named. A row replaces the one that is about the same (source, level, object, time, breakdown), so a report may be
imported again. Bodies may be compressed (gzip, deflate, br). A key of the scope "ingest" is needed.`,
  tags: ['delivery'],
  security: [{ key: ['ingest'] }],
  querystring: ImportParams,
  consumes: ['text/csv', 'application/json', 'application/x-ndjson'],
  body: z.unknown().describe('The report, of any size up to 256 MiB'),
  response: {
    200: { description: 'What would be imported, with preview=true', content: { 'application/json': { schema: Answer } } },
    202: { description: 'The log has the rows', content: { 'application/json': { schema: Answer } } },
    400: {
      description: 'The request is wrong, or no row could be used',
      content: { 'application/problem+json': { schema: Problem } },
    },
  },
}
