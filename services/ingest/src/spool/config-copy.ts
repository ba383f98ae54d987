import { open, readFile, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { OutageError, readConfigRecord, TOPICS } from '@weir/contracts'
import type { EventLog, LogRecord } from '@weir/eventlog'
import type { Logger } from '@weir/runtime'
import { z } from 'zod'

/** What a configuration view asks of a log. */
export type ConfigLog = Pick<EventLog, 'append' | 'read'>

/**
 * The newest record of each key, and where that cannot be read the newest one that can, which stays
 * in force; with the offset that each has in the log. Values are base64.
 */
const Copy = z.array(z.strictObject({ offset: z.number().int().min(0), key: z.string(), value: z.string() }))

/**
 * The log's configuration, with a copy in a file: so that an ingest that starts while the log is
 * away knows its sources and keys. The copy is handed out only then, and only once; the view goes
 * on in the log where the copy ends. A key that was revoked since is refused as soon as the log is
 * back. (The file holds hashes of keys, never keys.)
 */
export function withConfigCopy(log: ConfigLog, path: string, logger: Logger): ConfigLog {
  const newest = new Map<string, LogRecord>()
  const readable = new Map<string, LogRecord>()
  let isReached = false
  let isServed = false
  let saving: Promise<void> = Promise.resolve()
  const remember = (records: readonly LogRecord[]): void =>
    records.forEach((record) => {
      newest.set(record.key, record)
      if (isReadable(record)) readable.set(record.key, record)
    })
  // One after the other: two readers would write the same file.
  const save = (): Promise<void> =>
    (saving = saving
      .then(() => write(path, [...new Set([...newest.values(), ...readable.values()])]))
      .catch((error: unknown) => logger.error({ err: error }, 'the copy of the configuration could not be written')))
  const instead = async (error: OutageError): Promise<LogRecord[]> => {
    if (isServed) return []
    isServed = true
    const records = await load(path, logger)
    if (!records) throw error
    logger.warn({ records: records.length, reason: error.message }, 'the configuration is a copy until the log is back')
    remember(records)
    return records
  }

  return {
    append: (topic, entries) => log.append(topic, entries),
    async read(topic, partition, from, max) {
      if (topic !== TOPICS.config) return log.read(topic, partition, from, max)
      let records: LogRecord[]
      try {
        records = await log.read(topic, partition, from, max)
      } catch (error) {
        if (isReached || !(error instanceof OutageError)) throw error
        return instead(error)
      }
      isReached = true
      remember(records)
      if (records.length > 0) await save()
      return records
    },
  }
}

function isReadable({ key, value }: LogRecord): boolean {
  try {
    readConfigRecord(key, value)
    return true
  } catch {
    // The view counts and reports it; the newest one that can be read stays beside it.
    return false
  }
}

/**
 * @returns undefined when there is no copy, or a damaged one: then there is nothing to start with.
 */
async function load(path: string, logger: Logger): Promise<LogRecord[] | undefined> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (text === undefined) return undefined
  const copy = Copy.safeParse(parsed(text))
  if (!copy.success) logger.error('the copy of the configuration is damaged and of no use: waiting for the log')
  return copy.data?.map((record) => ({ ...record, value: Buffer.from(record.value, 'base64') }))
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // The caller logs that the copy is damaged.
    return undefined
  }
}

/** Written beside and renamed, so that there is always a whole copy. */
async function write(path: string, records: readonly LogRecord[]): Promise<void> {
  const copy = records
    .toSorted((a, b) => a.offset - b.offset)
    .map(({ offset, key, value }) => ({ offset, key, value: Buffer.from(value).toString('base64') }))
  const beside = `${path}.new`
  const file = await open(beside, 'w', 0o600)
  try {
    await file.writeFile(JSON.stringify(copy))
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(beside, path)
  const folder = await open(dirname(path))
  await folder.sync().finally(() => folder.close())
}
