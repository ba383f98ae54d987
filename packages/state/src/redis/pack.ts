/**
 * Packs lists of byte strings as MessagePack, which Redis scripts unpack in C: one argument instead
 * of thousands, and no loop in Lua. Texts become UTF-8.
 */
export type Packable = string | Uint8Array | readonly Packable[]

/** A command with its arguments. */
export type RedisCommand = readonly [name: string, ...args: (string | Uint8Array)[]]

export function pack(value: Packable): Buffer {
  const size = sizeOf(value)
  const to = Buffer.allocUnsafe(size)
  return to.subarray(0, write(to, 0, value))
}

const HEADER_BYTES_MAX = 5

/** An upper bound; UTF-8 takes at most three bytes for a unit of a JavaScript string. */
function sizeOf(value: Packable): number {
  if (typeof value === 'string') return HEADER_BYTES_MAX + value.length * 3
  if (value instanceof Uint8Array) return HEADER_BYTES_MAX + value.length
  return value.reduce<number>((sum, part) => sum + sizeOf(part), HEADER_BYTES_MAX)
}

function write(to: Buffer, at: number, value: Packable): number {
  if (typeof value === 'string') return writeText(to, at, value)
  if (value instanceof Uint8Array) {
    const start = header(to, at, value.length, 0xa0, 32, 0xda)
    to.set(value, start)
    return start + value.length
  }
  return value.reduce<number>((end, part) => write(to, end, part), header(to, at, value.length, 0x90, 16, 0xdc))
}

function writeText(to: Buffer, at: number, text: string): number {
  const bytes = Buffer.byteLength(text)
  const start = header(to, at, bytes, 0xa0, 32, 0xda)
  return start + to.write(text, start)
}

/**
 * @param tiny, tinyMax the type with the length in the same byte, for lengths below.
 * @param long the type with a length of 2 bytes; the next is that of 4.
 */
function header(to: Buffer, at: number, length: number, tiny: number, tinyMax: number, long: number): number {
  if (length < tinyMax) return to.writeUInt8(tiny | length, at)
  if (length <= 0xffff) return to.writeUInt16BE(length, to.writeUInt8(long, at))
  return to.writeUInt32BE(length, to.writeUInt8(long + 1, at))
}

/** Redis' Lua can pass some 8,000 arguments to a command. */
export const ARGS_MAX = 7000

/**
 * The same command as often as its arguments need.
 * @param each how many arguments belong together.
 */
export function commandsOf(start: RedisCommand, args: readonly (string | Uint8Array)[], each: number): RedisCommand[] {
  const step = ARGS_MAX - (ARGS_MAX % each)
  return Array.from({ length: Math.ceil(args.length / step) }, (_, i): RedisCommand => [
    ...start,
    ...args.slice(i * step, (i + 1) * step),
  ])
}
