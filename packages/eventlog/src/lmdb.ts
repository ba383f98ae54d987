import { partitionsOf } from '@weir/contracts'
import type { Topic } from '@weir/contracts'
import type { EventLog, LogEntry } from './index.ts'
import { encodePiece, joinPieces } from './lmdb/chunk.ts'
import type { Piece } from './lmdb/chunk.ts'
import { openLogEnv } from './lmdb/env.ts'
import type { LogEnv } from './lmdb/env.ts'
import { createGroupCommit } from './lmdb/group-commit.ts'
import { appendChunk, beginOf, endOf, readRecords, trimChunks } from './lmdb/partitions.ts'
import { rewriteChunks } from './lmdb/rewrite.ts'
import type { Replacement } from './lmdb/rewrite.ts'
import { checkTopicPartition } from './partition.ts'
import { createConsumers } from './poll-consumer.ts'

export { compactLmdb, finishCompaction } from './lmdb/compact.ts'
export { copyLmdb } from './lmdb/copy.ts'
export { createChunkCheck } from './lmdb/check-chunks.ts'
export { logDamage } from './lmdb/log-damage.ts'
export { checkLmdbFile } from './lmdb/lmdb-file.ts'
export type { Visit } from './lmdb/lmdb-file.ts'
export { LogStoppedError } from './lmdb/env.ts'

export interface LmdbLogOptions {
  /** A folder of its own, on a local disk. */
  path: string
  /** The deployment's number of partitions; recorded with the data. */
  partitions: number
  /** Space kept in reserve against a full disk, 16 MiB unless told otherwise; 0 for none. */
  ballastBytes?: number
  /**
   * Told of chunks that are damaged, which are left out then; unless given, reading one is an
   * error.
   */
  onDamage?: (error: Error) => void
}

const BALLAST_BYTES = 16 << 20
/** A commit takes waiting appends until it holds so much. */
const COMMIT_BYTES_MAX = 4 << 20

/** A log whose records can be replaced: the one exception to that they never change. */
export interface LmdbLog extends EventLog {
  /**
   * Puts other records in the place of some of a partition, see {@link rewriteChunks}.
   * @returns how many were replaced.
   */
  rewrite(topic: Topic, partition: number, revise: Replacement): Promise<number>
}

/** What one append has for one partition. */
interface Part extends Piece {
  topic: Topic
  partition: number
}

/**
 * The log of a single process. `append` resolves after the commit that holds it reached the disk;
 * appends that arrive meanwhile share the next commit. After a failed commit everything is refused
 * with LogStoppedError.
 */
export async function openLmdbLog(options: LmdbLogOptions): Promise<LmdbLog> {
  const { path, partitions, ballastBytes = BALLAST_BYTES, onDamage } = options
  const env = await openLogEnv(path, partitions, ballastBytes)
  const commits = createGroupCommit((appends: Part[][]) => commit(env, appends.flat()), COMMIT_BYTES_MAX)
  const check = (topic: Topic, partition: number): void => {
    env.check()
    checkTopicPartition(topic, partition, partitionsOf(topic, partitions))
  }
  let closing: Promise<void> | undefined

  const log: LmdbLog = {
    partitions: (topic) => partitionsOf(topic, partitions),
    async append(topic, entries) {
      for (const entry of entries) check(topic, entry.partition)
      if (entries.length === 0) return
      const parts = split(topic, entries)
      await commits.push(
        parts,
        parts.reduce((sum, part) => sum + part.body.length, 0),
      )
      for (const part of parts) consumers.changed(topic, part.partition)
    },
    async read(topic, partition, from, max) {
      check(topic, partition)
      return readRecords(env.chunks, topic, partition, from, max, onDamage)
    },
    async end(topic, partition) {
      check(topic, partition)
      return endOf(env.chunks, topic, partition)
    },
    async begin(topic, partition) {
      check(topic, partition)
      return beginOf(env.chunks, topic, partition)
    },
    async trim(topic, partition, before) {
      check(topic, partition)
      await trimChunks(env, topic, partition, before)
    },
    async rewrite(topic, partition, revise) {
      check(topic, partition)
      return rewriteChunks(env, topic, partition, revise)
    },
    consume: (consumeOptions) => consumers.consume(consumeOptions),
    behind: (topic, group) => consumers.behind(topic, group),
    close: () =>
      (closing ??= (async () => {
        await consumers.close()
        await commits.drained()
        await env.close()
      })()),
  }
  const consumers = createConsumers(log)
  return log
}

function split(topic: Topic, entries: readonly LogEntry[]): Part[] {
  const byPartition = new Map<number, LogEntry[]>()
  for (const entry of entries) {
    const group = byPartition.get(entry.partition)
    if (group) group.push(entry)
    else byPartition.set(entry.partition, [entry])
  }
  return [...byPartition].map(([partition, records]) => ({
    topic,
    partition,
    ...encodePiece(records),
  }))
}

/** All records for one partition, from whichever append, become one chunk. */
async function commit(env: LogEnv, parts: readonly Part[]): Promise<void> {
  const places = new Map<string, Part[]>()
  for (const part of parts) {
    const name = `${part.topic}\0${part.partition}`
    const pieces = places.get(name)
    if (pieces) pieces.push(part)
    else places.set(name, [part])
  }
  const chunks = [...places.values()].map((pieces) => ({
    at: pieces[0]!,
    unplaced: joinPieces(pieces),
  }))
  await env.write(() => {
    for (const { at, unplaced } of chunks) appendChunk(env.chunks, at.topic, at.partition, unplaced)
  })
}
