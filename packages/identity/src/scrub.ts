import { normalise } from './normalise.ts'
import { REDACTED, scrubStrictly, scrubText } from './personal.ts'
import { USER_FIELDS } from './user-fields.ts'

/** The address a request came from is never kept, wherever the sender put it. */
const NEVER_KEPT: ReadonlySet<string> = new Set(['ip', 'ip_address', 'client_ip_address', 'ipv4', 'ipv6', '__proto__'])
const HASHED: ReadonlySet<string> = new Set(['email', 'phone', 'external_id'])

/**
 * A JSON value without personal data in clear: known identifier fields are hashed, addresses and phone numbers in free text replaced,
 * IP addresses left out. Meant for values whose depth is bounded already.
 */
export function scrub(value: unknown): unknown {
  return copy(value, '', { text: scrubText, depth: Infinity, nodes: Infinity, length: Infinity })
}

const REJECTED_BYTES_MAX = 32 * 1024

/**
 * What may be kept of a refused body (`weir.rejected`): scrubbed strictly, cut to 12 levels and 2,000 values.
 * Takes any JSON value, however malformed. @returns JSON text of at most 32 KiB.
 */
export function redact(body: unknown): string {
  const text = JSON.stringify(copy(body, '', { text: scrubStrictly, depth: 12, nodes: 2_000, length: 2_048 })) ?? ''
  return Buffer.byteLength(text) <= REJECTED_BYTES_MAX ? text : '{"left_out":"larger than 32 KiB"}'
}

interface Bounds {
  text: (text: string) => string
  depth: number
  nodes: number
  length: number
}

function copy(value: unknown, field: string, bounds: Bounds): unknown {
  if (--bounds.nodes < 0) return REDACTED
  if (typeof value === 'string') return copyText(value, field, bounds)
  if (typeof value === 'number') return HASHED.has(USER_FIELDS.get(field) ?? '') ? copyText(String(value), field, bounds) : value
  if (typeof value !== 'object' || value === null) return value
  if (bounds.depth <= 0) return REDACTED
  const below: Bounds = bounds.depth === Infinity ? bounds : { ...bounds, depth: bounds.depth - 1 }
  const out = Array.isArray(value) ? copyItems(value, field, below) : copyFields(value, below)
  bounds.nodes = below.nodes
  return out
}

function copyItems(items: unknown[], field: string, bounds: Bounds): unknown[] {
  const out: unknown[] = []
  for (const item of items) {
    if (bounds.nodes <= 0) break
    out.push(copy(item, field, bounds))
  }
  return out
}

function copyFields(object: object, bounds: Bounds): Record<string, unknown> {
  const out: Record<string, unknown> = {}
  for (const [key, item] of Object.entries(object)) {
    if (bounds.nodes <= 0) break
    if (!NEVER_KEPT.has(key)) out[copyText(key, '', bounds)] = copy(item, key, bounds)
  }
  return out
}

function copyText(text: string, field: string, bounds: Bounds): string {
  const type = USER_FIELDS.get(field)
  if (type !== undefined) return normalise(type, text) ?? (HASHED.has(type) ? REDACTED : bounds.text(text))
  return bounds.text(text.length > bounds.length ? text.slice(0, bounds.length) : text)
}
