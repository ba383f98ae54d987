import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { EventsApi1Event } from '../dialects/events-api-1/from-events-api-1.ts'
import { EventsApi2Event } from '../dialects/events-api-2/from-events-api-2.ts'
import { NativeEvent } from '../dialects/native/from-native.ts'
import { PixelEvent } from '../dialects/pixel/from-pixel-wire.ts'
import { compiledOf, REFUSED } from './compile-schema.ts'
import { Amount, arrayOf, listOf, section, SourceCode } from './fields.ts'

/** A compiled schema decides as the schema does, to the order of the keys. */

const SCHEMAS: Record<string, z.ZodType> = { NativeEvent, PixelEvent, EventsApi1Event, EventsApi2Event }

/** Every key that one of the schemas reads, wherever it stands. */
function keysOf(schema: z.ZodType, into = new Set<string>()): Set<string> {
  const { def } = schema as unknown as { def: Record<string, unknown> }
  const shape = (def['shape'] ?? {}) as Record<string, z.ZodType>
  for (const [key, field] of Object.entries(shape)) keysOf(field, into.add(key))
  for (const inner of ['innerType', 'in', 'out']) if (def[inner]) keysOf(def[inner] as z.ZodType, into)
  return into
}

const KEYS = [...new Set(Object.values(SCHEMAS).flatMap((schema) => [...keysOf(schema)]))]
const key = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom(...KEYS) },
  fc.constantFrom('0', '1', 'purposes', 'storage', 'own', '__proto__', 'constructor', 'toString'),
)
const scalar = fc.constantFrom<unknown>(
  '',
  ' ',
  'web-1',
  'Purchase',
  'a@example.com',
  '12.5',
  '1e999',
  '2026-01-01T00:00:00Z',
  '{{id}}',
  'true',
  'granted',
  'x'.repeat(600),
  0,
  1,
  119,
  20.5,
  1_700_000_000,
  -1,
  1e300,
  Number.MAX_SAFE_INTEGER,
  null,
  true,
  false,
)
const object = (value: fc.Arbitrary<unknown>) =>
  fc.array(fc.tuple(key, value), { maxLength: 8 }).map((pairs): unknown => {
    const text = pairs.map(([name, item]) => `${JSON.stringify(name)}:${JSON.stringify(item)}`)
    return JSON.parse(`{${text.join(',')}}`)
  })
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    { weight: 6, arbitrary: scalar },
    object(tie('value')),
    fc.array(tie('value'), { maxLength: 3 }),
  ),
}))
/** Most are nearly good, so that both outcomes are met. */
const event = fc
  .tuple(object(value), fc.integer({ min: 0, max: 3 }))
  .map(([sent, good]): unknown =>
    good === 0
      ? sent
      : { event: 'Purchase', source: 'web-1', event_time: 1_700_000_000, context: { pixel: { code: 'web-1' } }, ...Object(sent) },
  )

function compare(schema: z.ZodType, sent: unknown): boolean {
  const parsed = schema.safeParse(sent)
  const read = compiledOf(schema)(sent)
  expect(read === REFUSED).toBe(!parsed.success)
  if (!parsed.success) return false
  expect(read).toStrictEqual(parsed.data)
  expect(JSON.stringify(read)).toBe(JSON.stringify(parsed.data))
  return true
}

describe('a compiled schema', () => {
  test.for(Object.entries(SCHEMAS))('property: %s reads an event as its schema does', ([, schema]) => {
    let good = 0
    fc.assert(
      fc.property(event, (sent) => void (good += Number(compare(schema, sent)))),
      { numRuns: 3_000 },
    )
    expect(good).toBeGreaterThan(100)
    expect(good).toBeLessThan(2_900)
  })

  test('property: so do the forms that fields are made of', () => {
    const forms = z.object({
      plain: z.object({ amount: Amount, required: SourceCode }).optional(),
      loose: section(
        z.looseObject({ amount: Amount, list: listOf(arrayOf(z.looseObject({ price: Amount, text: z.string().optional() }))) }),
      ),
      strict: z.strictObject({ a: Amount }).optional(),
      either: listOf(z.union([arrayOf(z.looseObject({ price: Amount })), z.string()])),
      checked: z.string().min(2).optional(),
    })
    const part = fc.dictionary(fc.constantFrom('amount', 'required', 'list', 'price', 'text', 'a', 'b'), value, { maxKeys: 4 })
    const sent = fc.record(
      {
        plain: fc.oneof(part, value),
        loose: fc.oneof(part, value),
        strict: part,
        either: fc.oneof(fc.array(part), value),
        checked: scalar,
      },
      { requiredKeys: [] },
    )
    let good = 0
    fc.assert(
      fc.property(sent, (one) => void (good += Number(compare(forms, one)))),
      { numRuns: 3_000 },
    )
    expect(good).toBeGreaterThan(20)
  })

  test('canary: a schema that reads another key is noticed', () => {
    const other = compiledOf(z.looseObject({ event: z.string(), source: Amount }))
    expect(other({ event: 'Purchase', source: 'web-1' })).toBe(REFUSED)
    expect(compiledOf(NativeEvent)({ event: 'Purchase', source: 'web-1' })).not.toBe(REFUSED)
  })
})
