// Held by tests/simulation/whole-pipeline.sim.test.ts

import { DamageError, decodeStoredText, TOPICS } from '@weir/contracts'
import type { Topic } from '@weir/contracts'
import type { EventLog, LogEntry } from '@weir/eventlog'

/** The step of the segmenter that makes an output. */
export type StepName = 'resolve' | 'fold'

/**
 * A record that a processor makes: it waits in the outbox, committed with the state that it follows
 * from, until the log has it.
 */
export interface Output {
  topic: Topic
  partition: number
  key: string
  value: Uint8Array
  /** The input record it was made for, and its number among that record's outputs. */
  offset: number
  n: number
}

/** One outbox entry: a JSON head with the lengths, then the values as they are. */
export function encodeOutputs(outputs: readonly Output[]): Uint8Array {
  const head = Buffer.from(JSON.stringify(outputs.map((o) => [o.topic, o.partition, o.key, o.offset, o.n, o.value.length])))
  const size = Buffer.alloc(4)
  size.writeUInt32LE(head.length)
  return Buffer.concat([size, head, ...outputs.map((o) => o.value)])
}

/** @throws DamageError when it is not what {@link encodeOutputs} made. */
export function decodeOutputs(bytes: Uint8Array): Output[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const headEnd = buffer.length < 4 ? Infinity : 4 + buffer.readUInt32LE(0)
  if (headEnd > buffer.length) throw new DamageError('the state is damaged: an outbox entry is cut short')
  const rows = decodeStoredText(buffer.toString('utf8', 4, headEnd), 'the head of an outbox entry', isHead)
  const length = rows.reduce((sum, row) => sum + row[5], headEnd)
  if (length !== buffer.length) throw new DamageError('the state is damaged: an outbox entry has another length than it says')
  let at = headEnd
  return rows.map(([topic, partition, key, offset, n, length]) => {
    at += length
    return { topic, partition, key, offset, n, value: buffer.subarray(at - length, at) }
  })
}

/** As {@link encodeOutputs} lists them: the last is the length of the value in bytes. */
type Row = [topic: Topic, partition: number, key: string, offset: number, n: number, length: number]

const KNOWN = new Set<unknown>(Object.values(TOPICS))

/** By hand: every step that is sent again after a crash is read with it. */
function isHead(value: unknown): value is Row[] {
  return Array.isArray(value) && value.every(isRow)
}

function isRow(row: unknown): row is Row {
  if (!Array.isArray(row) || row.length !== 6) return false
  const [topic, partition, key, ...numbers] = row
  return KNOWN.has(topic) && typeof key === 'string' && [partition, ...numbers].every(isCount)
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0
}

/**
 * Appends outputs to their topics, one append per topic. They may be repeated: every one names its
 * origin.
 */
export async function sendOutputs(log: EventLog, step: StepName, from: number, outputs: readonly Output[]): Promise<void> {
  const byTopic = new Map<Topic, LogEntry[]>()
  for (const { topic, partition, key, value, offset, n } of outputs) {
    const entries = byTopic.get(topic) ?? []
    byTopic.set(topic, entries)
    entries.push({ partition, key, value, origin: { partition: originPartition(topic, step, from), offset, n } })
  }
  await Promise.all([...byTopic].map(([topic, entries]) => log.append(topic, entries)))
}

/**
 * Both steps write to `weir.rejected` and `weir.events`, where their origins must not be taken for
 * one another's: there the partitions of the step that came later to it count from -1 downwards.
 */
function originPartition(topic: Topic, step: StepName, from: number): number {
  const isSecond = (topic === TOPICS.rejected && step === 'resolve') || (topic === TOPICS.events && step === 'fold')
  return isSecond ? -1 - from : from
}

/** How the origins of records on `weir.events` name a partition of the fold that sent them. */
export function foldOrigin(partition: number): number {
  return -1 - partition
}
