import { existsSync } from 'node:fs'
import { TOPICS } from '@weir/contracts'
import type { EventLog } from '@weir/eventlog'
import type { RedisServers } from '@weir/testkit/servers'
import { Redis } from 'ioredis'
import { contentsIn, namesIn } from './look.ts'
import type { Written } from './look.ts'

/** What is in servers, as whoever may ask them reads it, and in their files where they are here. */

const READ = { records: 10_000, bytes: 1 << 26 }

/** Keys and values of all records of all topics. */
export async function recordsIn(log: EventLog): Promise<string> {
  const found: string[] = []
  for (const topic of Object.values(TOPICS)) {
    for (let partition = 0; partition < log.partitions(topic); partition++) {
      const end = await log.end(topic, partition)
      for (let from = await log.begin(topic, partition); from < end;) {
        const records = await log.read(topic, partition, from, READ)
        const last = records.at(-1)
        if (last === undefined) break
        for (const { key, value } of records) found.push(key, Buffer.from(value).toString('latin1'))
        from = last.offset + 1
      }
    }
  }
  return found.join('\n')
}

/** Records as they are in segments. Names of topics are names of folders. */
export async function filesOfKafka(folder: string): Promise<Written> {
  return { 'files of Kafka': await contentsIn(folder, /\.log$/), 'names of files of Kafka': await namesIn(folder) }
}

/** All keys with their values, a dump of everything, and the log of commands. */
export async function valuesIn({ urls }: RedisServers): Promise<Written> {
  const found: string[] = []
  const files: string[] = []
  for (const url of urls) {
    const redis = new Redis(url)
    try {
      // What is compressed could not be read by anybody who looks for a text.
      await redis.config('SET', 'rdbcompression', 'no')
      let cursor = '0'
      do {
        const [next, keys] = await redis.scanBuffer(cursor, 'COUNT', 1_000)
        const values = await Promise.all(keys.map((key) => redis.dumpBuffer(key)))
        for (const [i, key] of keys.entries()) found.push(key.toString('latin1'), values[i]?.toString('latin1') ?? '')
        cursor = next.toString()
      } while (cursor !== '0')
      await redis.save()
      const folder = folderOf(await redis.config('GET', 'dir'))
      if (existsSync(folder)) files.push(await contentsIn(folder))
    } finally {
      redis.disconnect()
    }
  }
  return { 'keys and values of Redis': found.join('\n'), 'files of Redis': files.join('\n') }
}

/** From the answer to `CONFIG GET dir`. */
function folderOf(answer: unknown): string {
  const folder: unknown = Array.isArray(answer) ? answer[1] : undefined
  return typeof folder === 'string' ? folder : ''
}
