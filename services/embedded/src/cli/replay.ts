import { readFile } from 'node:fs/promises'
import { print, printError } from '../print.ts'
import { isEncoding } from '../replay/encoding.ts'
import { layoutOf } from '../replay/layout.ts'
import type { Layout } from '../replay/layout.ts'
import { ReplayMap } from '../replay/map.ts'
import { openFile } from '../replay/open.ts'
import { replay } from '../replay/replay.ts'
import { prepareSource } from '../replay/source.ts'
import type { SourceWishes } from '../replay/source.ts'
import { textFlag } from './command.ts'
import type { Arguments, CliCommand } from './command.ts'
import { userPath } from './config.ts'
import { connect } from './connect.ts'
import { startProgress } from './progress.ts'
import { whole } from './table.ts'
import { UsageError } from './usage-error.ts'

const EVENTS_MAX = 1000

const DETAILS = `The map, for example:

  { "event": "Purchase",
    "event_time": "date", "time_format": "yyyymmdd",
    "event_id": { "columns": ["customer_id", "date"], "occurrence": true },
    "user.external_id": "customer_id",
    "properties.value": { "column": "dollars", "type": "number" },
    "properties.currency": { "value": "USD" },
    "properties.contents": [{ "content_id": "product" }] }

A text names a column (in NDJSON a dotted path), except that of "event", which is the name of all events. Or:
  { "column": C, "type": "string" | "number" | "boolean" }     a column's value; empty ones are left out
  { "column": C, "values": { "view": "ViewContent", ... }, "others": "refuse" | "keep" | "skip" }
  { "value": V }                                               the same for all
time_format: iso (the default; UTC without an offset), unix, unix_ms, unix_us, or a pattern of yyyy mm dd hh mi ss.
event_id: a column; or several, with "occurrence": true where equal rows are separate events. Without one, the whole row and its
occurrence make the id. The same file gives the same ids, so it may be sent again: nothing counts twice.`

export const replayCommand: CliCommand = {
  usage: 'replay FILE --map MAP.json --source CODE',
  help: 'send the rows of a CSV, NDJSON or text file (gzip too) as events',
  options: [
    ['--map MAP.json', 'which columns become which fields, see below'],
    ['--source CODE', 'the source that the events come from'],
    [
      '--consent-basis B',
      'make the source if there is none: "assumed" (all in the file consented) or "required"; needs an admin key',
    ],
    [
      '--allowed-placeholders A,B',
      'ids of people and events that this file really uses, such as 0; added to the source, needs an admin key',
    ],
    ['--event NAME', 'what the events are called, instead of what the map says'],
    ['--delimiter C', 'of CSV: one character, "tab", or "space" for columns of text; guessed from the first line otherwise'],
    ['--encoding NAME', 'of the text: utf-8 (the default), windows-1252, utf-16le ...'],
    ['--sort', 'send in the order of time (the file is held in memory)'],
    ['--batch N', `events per request (500, at most ${EVENTS_MAX})`],
    ['--dry-run', 'send nothing, show the first events'],
    ['--allow-rejects', 'exit with 0 although records were rejected'],
  ],
  details: DETAILS,
  parse: {
    map: { type: 'string' },
    source: { type: 'string' },
    'consent-basis': { type: 'string' },
    'allowed-placeholders': { type: 'string' },
    event: { type: 'string' },
    delimiter: { type: 'string' },
    encoding: { type: 'string', default: 'utf-8' },
    sort: { type: 'boolean' },
    batch: { type: 'string', default: '500' },
    'dry-run': { type: 'boolean' },
    'allow-rejects': { type: 'boolean' },
  },
  async run(args) {
    const path = args.positionals[0]
    const mapPath = textFlag(args, 'map')
    const source = textFlag(args, 'source')
    if (path === undefined || args.positionals.length > 1) throw new UsageError('name one file to replay')
    if (mapPath === undefined) throw new UsageError('--map names the file that says which columns become which fields')
    if (source === undefined) throw new UsageError('--source names the source that the events come from')
    const map = withEvent(await readMap(userPath(mapPath)), textFlag(args, 'event'))
    const options = {
      map,
      source,
      batch: batchSize(args),
      sort: args.flags['sort'] === true,
      client: args.flags['dry-run'] === true ? undefined : connect(args),
    }
    const wishes = wishesOf(args)
    const file = await openFile(userPath(path), layout(args), encodingOf(args))

    if (options.client) await prepareSource(options.client, source, wishes)
    const started = performance.now()
    const progress = startProgress('replaying', file.bytesTotal)
    const tally = await replay(file, options, progress).finally(() => progress.stop())
    const seconds = (performance.now() - started) / 1000
    print(tally.report())
    printError(`in ${seconds.toFixed(1)} s (${whole(tally.records / Math.max(seconds, 0.001))} records/s)`)
    return tally.rejected > 0 && args.flags['allow-rejects'] !== true ? 1 : 0
  },
}

async function readMap(path: string): Promise<ReplayMap> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new UsageError(`cannot read the map ${path}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    })
  })
  return parseMap(text, path)
}

/** @throws UsageError with every fault of the map. */
export function parseMap(text: string, name: string): ReplayMap {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new UsageError(`${name} is not JSON: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
  }
  const parsed = ReplayMap.safeParse(value)
  if (parsed.success) return parsed.data
  const faults = parsed.error.issues.map(({ path, message }) => `  ${path.join('.') || '(the map)'}: ${message}`)
  throw new UsageError([`${name} has faults:`, ...faults].join('\n'))
}

function withEvent(map: ReplayMap, name: string | undefined): ReplayMap {
  if (name !== undefined) return { ...map, event: { value: name } }
  if (map.event === undefined) throw new UsageError('what are the events called? Give "event" in the map, or --event NAME')
  return map
}

function wishesOf(args: Arguments): SourceWishes {
  const basis = textFlag(args, 'consent-basis')
  if (basis !== undefined && basis !== 'assumed' && basis !== 'required')
    throw new UsageError(`--consent-basis takes "assumed" or "required", not "${basis}"`)
  const placeholders = (textFlag(args, 'allowed-placeholders') ?? '').split(',').filter((one) => one.trim() !== '')
  return { basis, placeholders: placeholders.map((one) => one.trim()) }
}

function batchSize(args: Arguments): number {
  const size = Number(textFlag(args, 'batch'))
  if (!Number.isInteger(size) || size < 1 || size > EVENTS_MAX)
    throw new UsageError(`--batch takes a number from 1 to ${EVENTS_MAX}`)
  return size
}

function encodingOf(args: Arguments): string {
  const name = textFlag(args, 'encoding') ?? 'utf-8'
  if (!isEncoding(name))
    throw new UsageError(`--encoding: "${name}" is none that is known; try windows-1252, iso-8859-1 or utf-16le`)
  return name
}

function layout(args: Arguments): Layout | undefined {
  const delimiter = textFlag(args, 'delimiter')
  if (delimiter === undefined) return undefined
  const found = layoutOf(delimiter)
  if (!found) throw new UsageError('--delimiter takes one character, "tab" or "space"')
  return found
}
