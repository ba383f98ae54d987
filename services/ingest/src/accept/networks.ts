import { readFile } from 'node:fs/promises'
import ipaddr from 'ipaddr.js'

/** Ranges of addresses. */
export interface Networks {
  /** How many there are, as given. */
  readonly size: number
  /** Whether an address lies in one of them; false for what is no address. */
  has(address: string): boolean
}

/** Addresses of one family as numbers: IPv4 fits a double, IPv6 needs more. */
type Range = readonly [first: bigint, last: bigint]

/**
 * @param text one range per line (`192.0.2.0/24`, `2001:db8::/32`, or a single address); blank
 *   lines and what follows `#` are left out.
 * @throws TypeError naming the line that is neither.
 */
export function parseNetworks(text: string): Networks {
  const ranges: Record<'ipv4' | 'ipv6', Range[]> = { ipv4: [], ipv6: [] }
  let size = 0
  for (const [i, line] of text.split('\n').entries()) {
    const entry = line.replace(/#.*$/, '').trim()
    if (entry === '') continue
    const range = rangeOf(entry)
    if (!range) throw new TypeError(`line ${i + 1}: "${entry.slice(0, 60)}" is no range such as 192.0.2.0/24 or 2001:db8::/32`)
    ranges[range.kind].push(range.range)
    size++
  }
  const sorted = { ipv4: joined(ranges.ipv4), ipv6: joined(ranges.ipv6) }
  return {
    size,
    has(address) {
      const number = size === 0 ? undefined : numberOf(address)
      return number !== undefined && isIn(sorted[number.kind], number.value)
    },
  }
}

/** @throws Error naming the file that cannot be read, or its line that is no range. */
export async function readNetworks(path: string): Promise<Networks> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new Error(`WEIR_DATA_CENTRES: the file ${path} cannot be read`, { cause })
  })
  try {
    return parseNetworks(text)
  } catch (cause) {
    throw new Error(`WEIR_DATA_CENTRES: ${path}, ${cause instanceof Error ? cause.message : 'it is no list'}`, { cause })
  }
}

function rangeOf(entry: string): { kind: 'ipv4' | 'ipv6'; range: Range } | undefined {
  const [address = '', length, ...more] = entry.split('/')
  const number = numberOf(address)
  const bits = number?.kind === 'ipv4' ? 32 : 128
  const prefix = length === undefined ? bits : /^\d{1,3}$/.test(length) ? Number(length) : Number.NaN
  if (!number || more.length > 0 || !(prefix <= bits)) return undefined
  const host = BigInt(bits - prefix)
  const first = (number.value >> host) << host
  return { kind: number.kind, range: [first, first + (1n << host) - 1n] }
}

/** An IPv4 address that is written as an IPv6 one is the IPv4 one. */
function numberOf(address: string): { kind: 'ipv4' | 'ipv6'; value: bigint } | undefined {
  // Forms such as 010.1 or 0x7f.1 are addresses to some: not to us.
  if (!ipaddr.IPv4.isValidFourPartDecimal(address) && !ipaddr.IPv6.isValid(address)) return undefined
  const parsed = ipaddr.process(address)
  return { kind: parsed.kind(), value: parsed.toByteArray().reduce((value, byte) => (value << 8n) | BigInt(byte), 0n) }
}

/** In order, without overlaps. */
function joined(ranges: readonly Range[]): Range[] {
  const all: Range[] = []
  for (const [first, last] of ranges.toSorted((a, b) => (a[0] < b[0] ? -1 : 1))) {
    const before = all.at(-1)
    if (before && first <= before[1]) all[all.length - 1] = [before[0], last > before[1] ? last : before[1]]
    else all.push([first, last])
  }
  return all
}

function isIn(ranges: readonly Range[], value: bigint): boolean {
  let [low, high] = [0, ranges.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (ranges[middle]![0] <= value) low = middle + 1
    else high = middle
  }
  return low > 0 && value <= ranges[low - 1]![1]
}
