/** Compact binary writing and reading: variable-length integers, short strings, hex, doubles. */
export class ByteWriter {
  #buffer = Buffer.allocUnsafe(512)
  #at = 0

  byte(value: number): void {
    this.#need(1)
    this.#buffer[this.#at++] = value
  }

  /** A non-negative integer up to 2^53, 7 bits a byte. */
  uint(value: number): void {
    this.#need(8)
    while (value >= 128) {
      this.#buffer[this.#at++] = (value % 128) | 128
      value = Math.floor(value / 128)
    }
    this.#buffer[this.#at++] = value
  }

  /** Any safe integer, small magnitudes short. */
  int(value: number): void {
    this.uint(value >= 0 ? value * 2 : -value * 2 - 1)
  }

  /** An instant that may be (minus) Infinity. */
  instant(value: number): void {
    if (Number.isFinite(value)) {
      this.byte(0)
      this.int(value)
    } else this.byte(value > 0 ? 1 : 2)
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
    this.#buffer.write(value, this.#at, 'hex')
    this.#at += value.length / 2
  }

  bytes(): Uint8Array {
    return Uint8Array.prototype.slice.call(this.#buffer, 0, this.#at)
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

  instant(): number {
    const kind = this.byte()
    return kind === 0 ? this.int() : kind === 1 ? Infinity : -Infinity
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
}
