// Held by packages/segmentation/src/profile/codec/codec.prop.test.ts

import { writeHexDigits } from '@weir/contracts'

/** Compact binary writing and reading: variable-length integers, short strings, hex. */
export class ByteWriter {
  #buffer = Buffer.allocUnsafe(4096)
  #at = 0

  /** Starts over; arrays that `bytes` returned before stay as they are. */
  clear(): void {
    this.#at = 0
  }

  byte(value: number): void {
    this.#need(1)
    this.#buffer[this.#at++] = value
  }

  /** A non-negative integer below 2^32, always four bytes. */
  word(value: number): void {
    this.#need(4)
    this.#at = this.#buffer.writeUInt32LE(value, this.#at)
  }

  /** A non-negative integer up to 2^53, 7 bits a byte. */
  uint(value: number): void {
    this.#need(8)
    let rest = value
    for (; rest >= 0x8000_0000; rest = Math.floor(rest / 128)) this.#buffer[this.#at++] = (rest % 128) | 128
    for (; rest >= 128; rest >>>= 7) this.#buffer[this.#at++] = (rest & 127) | 128
    this.#buffer[this.#at++] = rest
  }

  /** Any safe integer, small magnitudes short. */
  int(value: number): void {
    this.uint(value >= 0 ? value * 2 : -value * 2 - 1)
  }

  text(value: string): void {
    const length = Buffer.byteLength(value)
    this.uint(length)
    this.#need(length)
    this.#buffer.write(value, this.#at)
    this.#at += length
  }

  /** An even number of hex digits; the reader must know how many. */
  hex(value: string): void {
    this.#need(value.length / 2)
    this.#at = writeHexDigits(this.#buffer, this.#at, value)
  }

  /** Bytes of which the reader must know the number. */
  raw(bytes: Uint8Array): void {
    this.#need(bytes.length)
    this.#buffer.set(bytes, this.#at)
    this.#at += bytes.length
  }

  bytes(): Uint8Array {
    return Buffer.from(this.#buffer.subarray(0, this.#at))
  }

  #need(more: number): void {
    if (this.#at + more <= this.#buffer.length) return
    const grown = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, this.#at + more))
    this.#buffer.copy(grown, 0, 0, this.#at)
    this.#buffer = grown
  }
}

export class ByteReader {
  readonly #buffer: Buffer
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  byte(): number {
    const value = this.#buffer[this.#at++]
    if (value === undefined) throw new RangeError('the blob ends too early')
    return value
  }

  word(): number {
    this.#at += 4
    return this.#buffer.readUInt32LE(this.#at - 4)
  }

  uint(): number {
    let value = 0
    for (let scale = 1; ; scale *= 128) {
      const byte = this.byte()
      value += (byte & 127) * scale
      if (byte < 128) return value
    }
  }

  int(): number {
    const value = this.uint()
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2
  }

  text(): string {
    const length = this.uint()
    this.#at += length
    return this.#buffer.toString('utf8', this.#at - length, this.#at)
  }

  hex(digits: number): string {
    this.#at += digits / 2
    return this.#buffer.toString('hex', this.#at - digits / 2, this.#at)
  }

  /** Returns a copy: the store may use the blob's memory again. */
  raw(length: number): Uint8Array {
    if (this.#at + length > this.#buffer.length) throw new RangeError('the blob ends too early')
    this.#at += length
    return Uint8Array.prototype.slice.call(this.#buffer, this.#at - length, this.#at)
  }
}
