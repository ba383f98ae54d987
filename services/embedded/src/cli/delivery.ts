import { DELIVERY_PLATFORMS } from '@weir/contracts'
import type { ImportOutcome } from '../delivery/import.ts'
import { importParts } from '../delivery/import.ts'
import type { FilePart } from '../delivery/parts.ts'
import { csvParts, lineParts } from '../delivery/parts.ts'
import { print, printError } from '../print.ts'
import { isEncoding } from '../replay/encoding.ts'
import type { OpenText } from '../replay/open.ts'
import { openText } from '../replay/open.ts'
import { textFlag } from './command.ts'
import type { Arguments, CliCommand } from './command.ts'
import { userPath } from './config.ts'
import { connect } from './connect.ts'
import { startProgress } from './progress.ts'
import { whole } from './table.ts'
import { UsageError } from './usage-error.ts'

const FAULTS_SHOWN = 20

export const deliveryCommand: CliCommand = {
  usage: 'delivery import FILE --source ID',
  help: 'import a report of an ad platform: CSV, or answers of its API as JSON (gzip too)',
  options: [
    ['--source ID', 'the delivery source, one per ad account (the name of the platform)'],
    ['--platform P', `${DELIVERY_PLATFORMS.join(', ')}; needed once, or stored with the source`],
    ['--format F', 'csv or json; by the name of the file otherwise'],
    ['--currency C', 'of amounts, where neither the file nor the source says it'],
    ['--tz ZONE', "the account's time zone, where neither says it"],
    ['--account-id A', 'the account, where neither says it'],
    ['--encoding NAME', 'of the text: utf-8 (the default), windows-1252, utf-16le ...'],
    ['--preview', 'import nothing, show how the file is understood'],
    ['--allow-rejects', 'exit with 0 although rows were rejected'],
  ],
  details: `A row replaces the one that is about the same (source, level, object, time, breakdown), so a file may be imported again.
Headings that mean nothing to us are mapped by PUT /v1/delivery-sources/ID.`,
  parse: {
    source: { type: 'string' },
    platform: { type: 'string' },
    format: { type: 'string' },
    currency: { type: 'string' },
    tz: { type: 'string' },
    'account-id': { type: 'string' },
    encoding: { type: 'string', default: 'utf-8' },
    preview: { type: 'boolean' },
    'allow-rejects': { type: 'boolean' },
  },
  async run(args) {
    const [verb, path, ...rest] = args.positionals
    if (verb !== 'import' || path === undefined || rest.length > 0)
      throw new UsageError('expected: delivery import FILE --source ID')
    const query = queryOf(args, path)
    const encoding = textFlag(args, 'encoding') ?? 'utf-8'
    if (!isEncoding(encoding))
      throw new UsageError(`--encoding: "${encoding}" is none that is known; try windows-1252 or utf-16le`)
    const client = connect(args)
    const file = await openText(userPath(path), encoding)
    const started = performance.now()
    const progress = startProgress('importing', file.bytesTotal)
    const onPart = ({ rows }: ImportOutcome): void => progress.update(file.bytesRead(), `${whole(rows)} rows`)
    const outcome = await importParts(client, partsOf(file, query.get('format')), query, onPart).finally(() => progress.stop())
    if (!outcome) throw new UsageError('the file is empty')
    print(reportOf(outcome, query.get('preview') === 'true'))
    const seconds = (performance.now() - started) / 1000
    printError(`in ${seconds.toFixed(1)} s (${whole(outcome.rows / Math.max(seconds, 0.001))} rows/s)`)
    return outcome.rejected_rows > 0 && args.flags['allow-rejects'] !== true ? 1 : 0
  },
}

function queryOf(args: Arguments, path: string): URLSearchParams {
  const format = textFlag(args, 'format') ?? (/\.(json|ndjson|jsonl)(\.gz)?$/i.test(path) ? 'json' : 'csv')
  if (format !== 'csv' && format !== 'json') throw new UsageError(`--format takes csv or json, not "${format}"`)
  const query = new URLSearchParams({ format })
  for (const name of ['source', 'platform', 'currency', 'tz', 'account-id'] as const) {
    const value = textFlag(args, name)
    if (value !== undefined) query.set(name.replace('-', '_'), value)
  }
  if (args.flags['preview'] === true) query.set('preview', 'true')
  return query
}

/** JSON over several lines is one document, and goes as it is. */
function partsOf({ text, firstLine }: OpenText, format: string | null): AsyncIterable<FilePart> {
  const pieces = text as AsyncIterable<string>
  if (format === 'csv') return csvParts(pieces)
  return isJson(firstLine) ? lineParts(pieces) : wholeFile(pieces)
}

async function* wholeFile(text: AsyncIterable<string>): AsyncGenerator<FilePart> {
  let body = ''
  for await (const piece of text) body += piece
  yield { body, firstLine: 1 }
}

function isJson(line: string): boolean {
  try {
    JSON.parse(line.replace(/^\uFEFF/, ''))
    return true
  } catch {
    // The line is a part of a document.
    return false
  }
}

/** What an import came to, to be compared with what the platform shows. */
function reportOf(outcome: ImportOutcome, isPreview: boolean): string {
  const { counts, money, days, columns, ignored } = outcome
  const kinds = Object.entries(outcome.rows_by).map(([kind, rows]) => `${whole(rows)} ${kind}`)
  const amounts = Object.entries(money).flatMap(([currency, sums]) =>
    Object.entries(sums).map(([what, sum]) => `${what} ${sum} ${currency}`),
  )
  const sums = Object.entries(counts).map(([count, sum]) => `${count} ${whole(sum)}`)
  const faults = outcome.rejected
    .slice(0, FAULTS_SHOWN)
    .map(({ line, path, message }) => `  line ${line}${path === '' ? '' : `, ${path}`}: ${message}`)
  const headings = Object.entries(columns).map(([field, heading]) => `${field} from "${heading}"`)
  return [
    `${isPreview ? 'would import' : 'imported'} ${whole(outcome.rows)} rows of ${outcome.source} (${kinds.join('; ') || 'none'})`,
    ...(days ? [`days ${days.from} to ${days.to}`] : []),
    ...(sums.length > 0 ? [sums.join(', ')] : []),
    ...(amounts.length > 0 ? [amounts.join(', ')] : []),
    ...(isPreview && headings.length > 0 ? [`understood: ${headings.join(', ')}`] : []),
    ...(isPreview && ignored.length > 0 ? [`not kept: ${ignored.join(', ')}`] : []),
    ...(outcome.totals_left_out > 0 ? [`${whole(outcome.totals_left_out)} lines of totals were left out`] : []),
    ...(outcome.rejected_rows > 0 ? [`${whole(outcome.rejected_rows)} rows could not be used:`, ...faults] : []),
  ].join('\n')
}
