/** Reads the fields of Kafka's protocol one after the other. */
export class WireReader {
  readonly #bytes: Buffer
  #at = 0

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }
  int8(): number {
    return this.#bytes.readInt8(this.#skip(1))
  }
  int16(): number {
    return this.#bytes.readInt16BE(this.#skip(2))
  }
  int32(): number {
    return this.#bytes.readInt32BE(this.#skip(4))
  }
  int64(): bigint {
    return this.#bytes.readBigInt64BE(this.#skip(8))
  }
  string(): string | undefined {
    const length = this.int16()
    return length < 0 ? undefined : this.bytes(length).toString()
  }
  bytes(length: number): Buffer {
    const begin = this.#skip(length)
    return this.#bytes.subarray(begin, begin + length)
  }
  array<T>(item: () => T): T[] {
    return Array.from({ length: this.int32() }, item)
  }
  /** A zigzag number of 1 to 5 bytes. */
  varint(): number {
    let value = 0
    for (let shift = 0; ; shift += 7) {
      const byte = this.#bytes[this.#skip(1)]!
      value += (byte & 0x7f) * 2 ** shift
      if (byte < 0x80) return value % 2 === 0 ? value / 2 : -(value + 1) / 2
    }
  }
  varbytes(): Buffer | undefined {
    const length = this.varint()
    return length < 0 ? undefined : this.bytes(length)
  }
  #skip(length: number): number {
    const begin = this.#at
    this.#at += length
    if (this.#at > this.#bytes.length) throw new RangeError('the request is too short')
    return begin
  }
}

export const int16 = (value: number): Buffer => {
  const bytes = Buffer.alloc(2)
  bytes.writeInt16BE(value)
  return bytes
}
export const int32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}
export const int64 = (value: number): Buffer => {
  const bytes = Buffer.alloc(8)
  bytes.writeBigInt64BE(BigInt(value))
  return bytes
}
export const string = (text: string): Buffer => Buffer.concat([int16(Buffer.byteLength(text)), Buffer.from(text)])
export const array = (items: readonly Buffer[]): Buffer => Buffer.concat([int32(items.length), ...items])

/** What a record batch (version 2) says of its producer, and its records. */
export interface WireBatch {
  /** -1 for a producer that is not idempotent. */
  producerId: number
  firstSequence: number
  records: { key: string | undefined; value: string; headers: Map<string, string> }[]
}

export function readBatch(bytes: Buffer): WireBatch {
  const wire = new WireReader(bytes)
  wire.bytes(8 + 4 + 4)
  if (wire.int8() !== 2) throw new Error('not a record batch of version 2')
  // Checksum, attributes, last offset delta, timestamps.
  wire.bytes(4 + 2 + 4 + 8 + 8)
  const producerId = Number(wire.int64())
  wire.int16()
  const firstSequence = wire.int32()
  const records = wire.array(() => {
    wire.varint()
    wire.int8()
    // Its timestamp and offset, as distances to the first one's.
    wire.varint()
    wire.varint()
    const key = wire.varbytes()?.toString()
    const value = wire.varbytes()?.toString() ?? ''
    const headers = Array.from(
      { length: wire.varint() },
      () => [wire.varbytes()!.toString(), wire.varbytes()?.toString() ?? ''] as const,
    )
    return { key, value, headers: new Map(headers) }
  })
  return { producerId, firstSequence, records }
}
