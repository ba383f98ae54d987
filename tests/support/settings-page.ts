import { BUCKETS_PER_WINDOW, EXACT_ENTRIES_MAX } from '../../packages/segmentation/src/state/window-state.ts'
import { FUTURE_MS_MAX } from '../../packages/contracts/src/times.ts'
import { STATEMENTS_MAX } from '../../packages/consent/src/statements.ts'
import { GROUPS_MAX } from '../../services/reporting/src/reports/query.ts'
import { KEYLESS, LIMITS } from '../../services/ingest/src/parse/limits.ts'
import type { IngestLimits } from '../../services/ingest/src/parse/limits.ts'
import { DEDUP_MS, MERGE_MS } from '@weir/contracts'
import { EMBEDDED_SETTINGS } from '@weir/embedded'
import { SETTINGS } from '@weir/runtime'
import type { Setting, SettingName } from '@weir/runtime'
import { PROCESSES, settingsOf } from './infra-processes.ts'

// The page of docs/ that lists all settings and limits, made from the code that reads them.

export const SETTINGS_PAGE = 'docs/settings.md'

/** Which processes have which settings: what each says itself. */
export type SettingsByProcess = ReadonlyMap<string, readonly SettingName[]>

const ONE = 'one process'

const COMMAND_LINE = [
  ['WEIR_URL', 'where Weir runs (http://127.0.0.1:8080)'],
  ['WEIR_INGEST_URL', 'where hits go, if that is another address (WEIR_URL)'],
  ['WEIR_KEY', 'a key with the scope that is needed (WEIR_ADMIN_KEY)'],
] as const

const REQUEST_LIMITS: Readonly<Record<keyof IngestLimits, string>> = {
  wireBytesMax: 'bytes of a request as it arrives, compressed or not',
  bodyBytesMax: 'bytes of a request after decompression',
  expansionMax: 'how many times larger decompression may make a request beyond the next line',
  freeBytes: 'bytes up to which a request may expand by any factor',
  eventsMax: 'events of a request',
  depthMax: 'levels of an event',
  valuesMax: 'keys and array items of an event',
  textMax: 'characters of a text or key',
  eventMax: 'characters of all texts and keys of an event; a number counts as 8',
  itemsMax: 'items of a list of a cart (`properties.contents`); further ones are left out',
  itemValuesMax: 'keys and array items of all long lists of items of an event',
  itemTextMax: 'characters of all long lists of items of an event',
}

const OTHER_LIMITS: readonly (readonly [string, number | string])[] = [
  ['how far an event may lie ahead of its receipt', minutes(FUTURE_MS_MAX)],
  ['how long copies of an event are recognised', hours(DEDUP_MS)],
  ['how long a copy from the other channel is merged into an event', minutes(MERGE_MS)],
  ['events of one condition that are kept exactly where all of them matter', EXACT_ENTRIES_MAX],
  ['buckets that a window is divided into beyond that', BUCKETS_PER_WINDOW],
  ['statements of consent that are kept of a person', STATEMENTS_MAX],
  ['groups of a report', GROUPS_MAX],
]

/** @returns the settings of the four services, as their `--help` prints them. */
export async function settingsByProcess(): Promise<SettingsByProcess> {
  const found = new Map<string, readonly SettingName[]>([[ONE, EMBEDDED_SETTINGS]])
  for (const name of PROCESSES) found.set(name, await settingsOf(name))
  return found
}

/** The page as it has to be. */
export function settingsPage(settings: SettingsByProcess): string {
  const rows = [...settingRows(settings), ...COMMAND_LINE.map(([name, meaning]) => row(`\`${name}\``, 'command line', meaning))]
  const limits = (Object.keys(REQUEST_LIMITS) as (keyof IngestLimits)[]).map((name) =>
    row(REQUEST_LIMITS[name], figure(LIMITS[name]), figure(KEYLESS[name] ?? LIMITS[name])),
  )
  return `# Settings and limits

This page is generated from the code by \`npm run docs:settings\`; a test fails when it is out of date.

## Settings

Settings are environment variables. An empty variable counts as not set. The default is in brackets at the end of each meaning. "${ONE}" is the one-process mode; ingest, segmenter, loader and reporting are the services of the distributed mode. \`npm start -- --help\` and \`npm start -- ingest --help\` (or another service) print the settings of a process, \`--check-config\` checks all of them and exits. A \`WEIR_\` variable that no process knows is refused.

| variable | of | meaning |
|---|---|---|
${rows.join('\n')}

## Limits

These are fixed. A request beyond one is refused with an error that names the place.

| limit of a request | with a key | without a key |
|---|---|---|
${limits.join('\n')}

| other limit | value |
|---|---|
${OTHER_LIMITS.map(([name, value]) => row(name, typeof value === 'number' ? figure(value) : value)).join('\n')}
`
}

/** One row for each setting, in the order of `SETTINGS`. */
function settingRows(settings: SettingsByProcess): string[] {
  const names = Object.keys(SETTINGS) as SettingName[]
  return names.map((name) => {
    const has = (user: string): boolean => settings.get(user)?.includes(name) ?? false
    const services = PROCESSES.filter(has)
    const of = [has(ONE) ? ONE : '', services.length === PROCESSES.length ? 'all services' : services.join(', ')]
    const { meaning, secret }: Setting<unknown> = SETTINGS[name]
    const alsoAsFile = secret ? `; or the path of a file in \`${name}_FILE\`` : ''
    return row(`\`${name}\``, of.filter((part) => part !== '').join(', '), meaning + alsoAsFile)
  })
}

function row(...cells: string[]): string {
  return `| ${cells.join(' | ')} |`
}

function figure(value: number): string {
  return value.toLocaleString('en-US')
}

function minutes(ms: number): string {
  return `${ms / 60_000} min`
}

function hours(ms: number): string {
  return `${ms / 3_600_000} h`
}
