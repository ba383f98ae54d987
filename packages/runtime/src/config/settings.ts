import { isIP } from 'node:net'
import { durationMs } from '@weir/contracts'
import { z } from 'zod'

/** One variable of the environment. */
export interface Setting<T> {
  /** For `--help` and the documentation, with the default in brackets. */
  meaning: string
  /** From the text of the variable to its value; undefined when it is not set. */
  schema: z.ZodType<T>
  /** May also be given as the name of a file, in `<NAME>_FILE`, and is never shown. */
  secret?: true
}

const setting = <T>(meaning: string, schema: z.ZodType<T>): Setting<T> => ({ meaning, schema })
const secret = <T>(meaning: string, schema: z.ZodType<T>): Setting<T> => ({ meaning, schema, secret: true })

const duration = (fallback: string) =>
  z
    .string()
    .regex(/^\d{1,9}(m|h|d|w)$/, { error: 'expected a duration such as "400d"', abort: true })
    .refine((text) => durationMs(text) > 0, 'must be longer than nothing')
    .default(fallback)
    .transform(durationMs)
const pause = (fallback: string) =>
  z
    .string()
    .regex(/^(0|\d{1,9}(ms|s|m|h|d))$/, 'expected a duration such as "60s", or 0')
    .default(fallback)
    .transform((text) => (text === '0' ? 0 : durationMs(text)))
const DAY_MS = 86_400_000
/** How long something is kept, in whole days, ms; Infinity for ever. */
const keeping = (fallback: string, minDays = 1) =>
  z
    .string()
    .regex(/^(0|\d{1,6}(d|w))$/, 'expected days such as "400d", or 0 to keep it for ever')
    .default(fallback)
    .transform((text) => (text === '0' ? Infinity : durationMs(text)))
    .refine((ms) => ms >= minDays * DAY_MS, `must be at least ${minDays}d, or 0 to keep it for ever`)
const whole = (min: number, max: number, fallback: number) => z.coerce.number().int().min(min).max(max).default(fallback)
/** Copies are recognised for 48 h, and a service that was away needs what it has not read. */
const LOG_DAYS_MIN = 7
const path = z.string().min(1).optional()
const flag = z
  .enum(['true', 'false'])
  .default('false')
  .transform((text) => text === 'true')

/** Requests and bytes per second. */
const rate = (fallback: string) =>
  z
    .string()
    .regex(/^(0|\d{1,9}\/\d{1,12})$/, 'expected requests and bytes per second, such as "100/1000000"; 0 for no limit')
    .default(fallback)
    .transform((text) => {
      const [requests = 0, bytes = 0] = text.split('/').map(Number)
      return { requests, bytes }
    })

/** What stands between commas. */
function listedIn(text: string): string[] {
  const parts = text.split(',').map((one) => one.trim())
  return parts.filter((one) => one !== '')
}

/** Addresses of machines, and ranges of them. */
const networks = z
  .string()
  .default('')
  .transform(listedIn)
  .refine((list) => list.every(isNetwork), 'expected addresses or ranges such as 10.0.0.0/8, with commas between them')

function isNetwork(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/')
  const version = isIP(address)
  return (
    version !== 0 &&
    more.length === 0 &&
    (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128)))
  )
}

/** A list of addresses. @param isOne whether a text is one. */
const addresses = (isOne: (text: string) => boolean, example: string) =>
  z
    .string(`is missing: expected ${example}`)
    .transform(listedIn)
    .refine((list) => list.length > 0 && list.every(isOne), `expected ${example}; several with commas between them`)
const isHostAndPort = (text: string): boolean => /^(\[[\da-fA-F:.]+\]|[\w.-]+):\d{1,5}$/.test(text)
const isUrlOf =
  (...protocols: string[]) =>
  (text: string): boolean =>
    URL.canParse(text) && protocols.includes(new URL(text).protocol)

/**
 * Every setting of every process, so that one environment can serve them all: a process takes those
 * that it names, checks them as a whole, and refuses only what none of them knows.
 */
export const SETTINGS = {
  WEIR_PORT: setting('port to listen on (8080; 0 takes a free one)', whole(0, 65_535, 8080)),
  WEIR_HOST: setting('address to listen on (127.0.0.1; 0.0.0.0 for all)', z.string().min(1).default('127.0.0.1')),
  WEIR_METRICS_PORT: setting(
    'port of /metrics and of health with its reasons (WEIR_PORT while WEIR_HOST is loopback, else WEIR_PORT + 1000; 0 takes a free one)',
    z.coerce.number().int().min(0).max(65_535).optional(),
  ),
  WEIR_METRICS_HOST: setting('address of that port (WEIR_HOST)', z.string().min(1).optional()),
  WEIR_DATA: setting('data folder of the one-process mode (./data)', z.string().min(1).default('./data')),
  WEIR_ERASURES: setting(
    'file of the one-process mode that says who was erased; apart from the data folder, so that an older backup of that brings nobody back (WEIR_DATA with .erasures behind it)',
    z.string().min(1).optional(),
  ),
  WEIR_MODE: setting(
    'embedded: all in one process, on engines of its own; distributed: on Kafka, Redis and ClickHouse (embedded)',
    z.enum(['embedded', 'distributed']).default('embedded'),
  ),
  WEIR_ADMIN_KEY: secret(
    'a key with every scope, at least 16 characters; without it one is made at first start and printed once',
    z.string().min(16).max(200).regex(/^\S+$/, 'must not contain spaces').optional(),
  ),
  WEIR_CLOCK: setting(
    'where time comes from: system, event (replays), manual (tests) (system)',
    z.enum(['system', 'event', 'manual']).default('system'),
  ),
  WEIR_RETENTION: setting('events older than this are refused (400d)', duration('400d')),
  WEIR_REPORT_PAST: setting('how far back a new segment reports, before it was defined (90d; 0 for not at all)', pause('90d')),
  WEIR_KEEP_LOG: setting(
    'how long the log keeps hits, events and rows, in days; a rebuild or a migration has nothing older (0: for ever)',
    keeping('0', LOG_DAYS_MIN),
  ),
  WEIR_KEEP_FACTS: setting(
    'how long events stay in the warehouse, in days; those that a segment still looks at stay longer (0: for ever)',
    keeping('0'),
  ),
  WEIR_KEEP_MEMBERSHIPS: setting(
    'how long it is kept who was in which segment and left it, in days; a destination has to read at least so often (0: for ever)',
    keeping('0'),
  ),
  WEIR_KEEP_CONSENT: setting(
    'how long the proof of consent of people who were erased, or not seen, is kept, in days (0: for ever)',
    keeping('0'),
  ),
  WEIR_KEEP_REJECTED: setting('how long refused events are kept, in days (90d; 0: for ever)', keeping('90d')),
  WEIR_KEEP_PEOPLE: setting(
    'people who are not seen for so long are erased, in days; what they denied stays denied (0: never)',
    keeping('0'),
  ),
  WEIR_KEEP_REMOVALS: setting(
    'how long the removal of somebody who was erased waits for a destination to confirm it, in days (30d)',
    keeping('30d').refine((ms) => ms <= 366 * DAY_MS, 'must be at most 366d: it has identifiers of the erased'),
  ),
  WEIR_KEEP_INTERVAL: setting(
    'pause between two looks for what is kept too long (1h)',
    pause('1h').refine((ms) => ms > 0, 'must be longer than nothing'),
  ),
  WEIR_PARTITIONS: setting('partitions of the log (1); recorded with the data, cannot change', whole(1, 64, 1)),
  WEIR_AUDIT_INTERVAL: setting('pause between two comparisons of the stream with the warehouse (60s; 0 for none)', pause('60s')),
  WEIR_AUDIT_PEOPLE: setting('how many random people each comparison takes (200)', whole(1, 10_000, 200)),
  WEIR_THRESHOLDS_EVERY: setting('pause between two computations of each percentile threshold, as 24h (0: none)', pause('0')),
  WEIR_SEGMENT_STATE_BYTES_MAX: setting(
    'bytes of state per person that one segment may need at worst (131072)',
    whole(1, Number.MAX_SAFE_INTEGER, 131_072),
  ),
  WEIR_SEGMENT_BACKFILL_EVENTS_MAX: setting(
    'events of history that one segment may be filled from (1000000000)',
    whole(0, Number.MAX_SAFE_INTEGER, 1_000_000_000),
  ),
  WEIR_TRUSTED_PROXIES: setting(
    'addresses and ranges of proxies whose X-Forwarded-For is believed, with commas between them (nobody)',
    networks,
  ),
  WEIR_CONNECTIONS_MAX: setting('connections that may be open at once (10000)', whole(1, 1_000_000, 10_000)),
  WEIR_BACKLOG_MAX: setting(
    'records that may wait to be folded before senders are turned away with 503 (500000; 0 for no limit)',
    whole(0, 1_000_000_000, 500_000),
  ),
  WEIR_DATA_CENTRES: setting(
    'file with ranges of data centres, one per line (192.0.2.0/24): what comes from there is labelled as a bot (none)',
    z.string().min(1).optional(),
  ),
  WEIR_TIKTOK_URL: setting(
    'where reports of delivery are fetched from (https://business-api.tiktok.com)',
    z
      .string()
      .refine(isUrlOf('http:', 'https:'), 'expected https://host')
      .default('https://business-api.tiktok.com')
      .transform((url) => url.replace(/\/+$/, '')),
  ),
  WEIR_EXPORTS: setting('folder in which destinations of files are written (the folder exports of the data)', path),
  WEIR_REPORTS: setting('folder of reports made on schedule (reports of the data in one process; none in a service)', path),
  WEIR_WEBHOOKS_PRIVATE: setting('true: webhooks may go to addresses of this machine and of private networks (false)', flag),
  WEIR_RATE_ADDRESS: setting(
    'requests/bytes per second of one address without a key; ten seconds of it may come at once (100/1000000; 0 for no limit)',
    rate('100/1000000'),
  ),
  WEIR_RATE_SOURCE: setting('the same of all hits of one source that come without a key (2000/20000000)', rate('2000/20000000')),
  WEIR_RATE_KEY: setting('the same of one key (50000/1000000000)', rate('50000/1000000000')),
  WEIR_RATE_PERSON: setting(
    'events per second of one person; ten seconds of it may come at once (500; 0 for no limit)',
    whole(0, 1_000_000, 500),
  ),
  WEIR_INGEST_REDIS_URL: secret(
    'redis://user:password@host:port (rediss: for TLS; several with commas between them are nodes of a cluster): through it all ingest processes share their rates and ask the time; without it each goes by itself (none)',
    addresses(isUrlOf('redis:', 'rediss:'), 'redis://host:6379').optional(),
  ),
  WEIR_LOG: setting(
    'log level: fatal, error, warn, info, debug, trace, silent (info)',
    z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  ),
  WEIR_PREFIX: setting(
    'put before the names of topics, groups and keys, so that several deployments share one Kafka and one Redis (nothing)',
    z
      .string()
      .max(60)
      .regex(/^[\w.-]*$/, 'may have letters, digits, dots, dashes and underscores')
      .default(''),
  ),
  WEIR_SPOOL_DIR: setting(
    'folder where ingest keeps hits while Kafka is away (./data/spool)',
    z.string().min(1).default('./data/spool'),
  ),
  WEIR_SPOOL_BYTES_MAX: setting(
    'so many bytes it may keep; when they are used up it answers 503 (1073741824; 0 for no spool)',
    whole(0, 2 ** 40, 2 ** 30),
  ),
  KAFKA_BROKERS: setting('host:port of some brokers, with commas between them', addresses(isHostAndPort, 'host:port')),
  KAFKA_SSL: setting('true: connect to Kafka over TLS (false)', flag),
  KAFKA_SASL_MECHANISM: setting(
    'how to log in to Kafka: plain, scram-sha-256, scram-sha-512 (not at all)',
    z.enum(['plain', 'scram-sha-256', 'scram-sha-512']).optional(),
  ),
  KAFKA_USERNAME: setting('user of Kafka', z.string().min(1).optional()),
  KAFKA_PASSWORD: secret('password of that user', z.string().min(1).optional()),
  KAFKA_SESSION_TIMEOUT: setting(
    'a segmenter or loader that is not heard of for so long loses its partitions to the others (10s)',
    z
      .string()
      .regex(/^\d{1,4}s$/, 'expected seconds, such as "10s"')
      .default('10s')
      .transform(durationMs),
  ),
  KAFKA_REPLICAS: setting(
    'copies of each partition in topics that are created (as many as there are brokers, 3 at most)',
    z.coerce.number().int().min(1).max(9).optional(),
  ),
  REDIS_URL: secret(
    'redis://user:password@host:port, rediss: for TLS; several with commas between them are nodes of a cluster',
    addresses(isUrlOf('redis:', 'rediss:'), 'redis://host:6379'),
  ),
  CLICKHOUSE_URL: setting(
    'http://host:8123, or https:',
    z.string('is missing: expected http://host:8123').refine(isUrlOf('http:', 'https:'), 'expected http://host:8123'),
  ),
  CLICKHOUSE_USER: setting('user of ClickHouse (default)', z.string().min(1).default('default')),
  CLICKHOUSE_PASSWORD: secret('password of that user (none)', z.string().default('')),
  CLICKHOUSE_DATABASE: setting('database (default)', z.string().min(1).default('default')),
} as const satisfies Record<string, Setting<unknown>>

export type SettingName = keyof typeof SETTINGS
/** The values of some settings, by name. */
export type Settings<N extends SettingName> = { [K in N]: z.output<(typeof SETTINGS)[K]['schema']> }

/** What connects a process to Kafka. */
export const KAFKA_SETTINGS = [
  'KAFKA_BROKERS',
  'KAFKA_SSL',
  'KAFKA_SASL_MECHANISM',
  'KAFKA_USERNAME',
  'KAFKA_PASSWORD',
  'KAFKA_REPLICAS',
  'KAFKA_SESSION_TIMEOUT',
  'WEIR_PREFIX',
  'WEIR_PARTITIONS',
] as const satisfies SettingName[]

/** What connects a process to ClickHouse. */
export const CLICKHOUSE_SETTINGS = [
  'CLICKHOUSE_URL',
  'CLICKHOUSE_USER',
  'CLICKHOUSE_PASSWORD',
  'CLICKHOUSE_DATABASE',
] as const satisfies SettingName[]

/** How long what is kept. */
export const KEEP_SETTINGS = [
  'WEIR_KEEP_LOG',
  'WEIR_KEEP_FACTS',
  'WEIR_KEEP_MEMBERSHIPS',
  'WEIR_KEEP_CONSENT',
  'WEIR_KEEP_REJECTED',
  'WEIR_KEEP_PEOPLE',
  'WEIR_KEEP_REMOVALS',
  'WEIR_KEEP_INTERVAL',
] as const satisfies SettingName[]

/** How long what is kept, ms; Infinity: for ever. */
export interface KeepTimes {
  log: number
  facts: number
  memberships: number
  consent: number
  rejected: number
  people: number
  removals: number
  /** Pause between two looks. */
  everyMs: number
}

/** The times by what they are of. */
export function keepOf(settings: Settings<(typeof KEEP_SETTINGS)[number]>): KeepTimes {
  return {
    log: settings.WEIR_KEEP_LOG,
    facts: settings.WEIR_KEEP_FACTS,
    memberships: settings.WEIR_KEEP_MEMBERSHIPS,
    consent: settings.WEIR_KEEP_CONSENT,
    rejected: settings.WEIR_KEEP_REJECTED,
    people: settings.WEIR_KEEP_PEOPLE,
    removals: settings.WEIR_KEEP_REMOVALS,
    everyMs: settings.WEIR_KEEP_INTERVAL,
  }
}

/** How much ingest takes from whom. */
export const RATE_SETTINGS = [
  'WEIR_RATE_ADDRESS',
  'WEIR_RATE_SOURCE',
  'WEIR_RATE_KEY',
  'WEIR_RATE_PERSON',
] as const satisfies SettingName[]

/** The rates by what they are of. */
export function ratesOf(settings: Settings<(typeof RATE_SETTINGS)[number]>) {
  const { WEIR_RATE_ADDRESS: address, WEIR_RATE_SOURCE: source, WEIR_RATE_KEY: key } = settings
  return { address, source, key }
}

/** What every process has. */
export const PROCESS_SETTINGS = [
  'WEIR_PORT',
  'WEIR_HOST',
  'WEIR_METRICS_PORT',
  'WEIR_METRICS_HOST',
  'WEIR_LOG',
  'WEIR_CLOCK',
  'WEIR_TRUSTED_PROXIES',
  'WEIR_CONNECTIONS_MAX',
] as const satisfies SettingName[]
