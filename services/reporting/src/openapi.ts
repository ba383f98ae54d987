import { Condition, conditionSchemas, ERROR_CODES, Purpose } from '@weir/contracts'
import { z } from 'zod'
import { listedIn } from './shared/lists.ts'
import { ReasonShown, RuleShown } from './shared/shown.ts'

/** Parts of the description that the routes' schemas do not give by themselves. */

/** What the converter of schemas hands to an override. */
interface Converting {
  zodSchema: z.core.$ZodType
  jsonSchema: z.core.JSONSchema.BaseSchema
}

/** A condition picks its schema while it is read, which no converter can see: it is named. */
const NAMED = new Map<z.core.$ZodType, string>([
  [Condition, 'Rule'],
  [RuleShown, 'Rule'],
  [ReasonShown, 'Reason'],
])

/**
 * Writes the name in place of a schema that has one in `components.schemas`; whatever may be any
 * value is a JSON value. A list in a query string is described by what it lists.
 */
export function withNames({ zodSchema, jsonSchema }: Converting): void {
  const name = NAMED.get(zodSchema) ?? (zodSchema._zod.def.type === 'unknown' ? 'JsonValue' : undefined)
  const item = listedIn(zodSchema)
  if (name === undefined && item === undefined) return
  for (const key of Object.keys(jsonSchema)) delete jsonSchema[key]
  if (name !== undefined) jsonSchema.$ref = `#/components/schemas/${name}`
  // With commas in between, and not repeated.
  else if (item !== undefined) Object.assign(jsonSchema, { type: 'array', items: described(item, 'input'), explode: false })
}

type Json = Record<string, unknown>

function described(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io, reused: 'inline', override: withNames })
  return json
}

/** What came since other events needs no window: it is a form of its own. */
function withoutWindow(schema: Json): Json[] {
  const { required } = schema
  if (!Array.isArray(required) || !required.includes('event')) return [schema]
  const always: unknown[] = required.filter((field) => field !== 'within')
  return ['within', 'since'].map((field) => ({ ...schema, required: [...always, field] }))
}

/** RFC 9457, with our code and the faults by path. */
const ProblemAnswer = z.object({
  type: z.string().describe('urn:weir:error:<code>'),
  title: z.string(),
  status: z.int(),
  code: z.enum(ERROR_CODES),
  detail: z.string().describe('What is wrong, and mostly what to do about it'),
  errors: z
    .array(z.object({ path: z.string().describe('The field, with dots'), message: z.string() }))
    .exactOptional()
    .describe('All faults of the request'),
})

const Reason = z.union([
  z.object({ holds: z.boolean(), all: z.array(ReasonShown) }),
  z.object({ holds: z.boolean(), any: z.array(ReasonShown) }),
  z.object({ holds: z.boolean(), not: ReasonShown }),
  z.object({ holds: z.boolean(), consented: z.array(Purpose).describe('The gate of a segment that the rule refers to') }),
  z.object({
    holds: z.boolean(),
    condition: RuleShown,
    value: z.unknown().describe('What the condition compares; null where there is nothing'),
    event_count: z.int(),
    events: z
      .array(z.object({ event_id: z.string(), eid: z.string(), source: z.string(), name: z.string(), event_time: z.string() }))
      .describe('The newest events behind it'),
    changes_at: z.string().nullable().describe('When it changes if nothing else happens'),
  }),
])

const SCALARS = ['string', 'number', 'boolean', 'null'].map((type) => ({ type }))
const OBJECT = { type: 'object', additionalProperties: { $ref: '#/components/schemas/JsonValue' } }
const listOf = (items: object): object => ({ type: 'array', items })
/**
 * Lists in lists end at the third: TypeScript has no name for a list of itself in an interface, so
 * generators would write what does not compile.
 */
const LISTS = [0, 1].reduce((inner) => listOf({ anyOf: [...SCALARS, OBJECT, inner] }), listOf({ anyOf: [...SCALARS, OBJECT] }))

/** `components.schemas`. */
export const NAMED_SCHEMAS: { Rule: Json & { anyOf: Json[] }; Reason: Json; JsonValue: Json; Problem: Json } = {
  JsonValue: {
    description: 'Any JSON value (lists in lists are described to the third).',
    anyOf: [...SCALARS, OBJECT, LISTS],
  },
  Problem: described(ProblemAnswer, 'output'),
  Rule: {
    description: 'A condition of one kind; all, any and not have others inside. See docs/how-to/write-rules.md.',
    anyOf: conditionSchemas().flatMap((schema) => withoutWindow(described(schema, 'input'))),
  },
  Reason: {
    description: 'A rule as a tree, with what each part of it says of a person at an instant.',
    ...described(Reason, 'output'),
  },
}
