import { Ajv2020 } from 'ajv/dist/2020.js'
import type { ValidateFunction } from 'ajv/dist/2020.js'
import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createWorld } from '../test/world.ts'
import type { World } from '../test/world.ts'
import { operationId } from './openapi-operation.ts'

interface Operation {
  operationId?: string
  summary?: string
  security?: unknown[]
  requestBody?: { content: { 'application/json': { schema: { properties?: Record<string, unknown> } } } }
}
interface Description {
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, { anyOf: { properties: Record<string, unknown>; required: string[] }[] }> }
}

let world: World
let description: Description
beforeAll(async () => {
  world = await createWorld()
  description = (await world.app.inject({ url: '/openapi.json' })).json()
})
afterAll(() => world[Symbol.asyncDispose]())

describe('the description of the API', () => {
  it('names every operation by itself, with a summary and what it needs', () => {
    const operations = Object.values(description.paths).flatMap((path) => Object.values(path))
    const guarded = operations.filter(({ security }) => security !== undefined)
    expect(guarded.length).toBeGreaterThan(60)
    expect(operations.filter(({ operationId, summary }) => !operationId || !summary)).toEqual([])
    const ids = operations.map((one) => one.operationId)
    expect(new Set(ids).size).toBe(ids.length)
    expect(operationId('PUT', '/v1/report-schedules/{id}')).toBe('putReportSchedulesById')
  })

  it('says what a rule is, with rules inside it', () => {
    const kinds = description.components.schemas['Rule']?.anyOf ?? []
    const rule = { $ref: '#/components/schemas/Rule' }
    const of = (kind: string) => kinds.find(({ required }) => required.includes(kind))?.properties
    expect(of('all')).toMatchObject({ all: { type: 'array', items: rule } })
    expect(of('not')).toMatchObject({ not: rule })
    expect(of('touch')).toMatchObject({ touch: { enum: ['first', 'last'] } })
    // Of 14 kinds one has two forms: with a window, and since other events.
    expect(kinds).toHaveLength(15)
    const body = description.paths['/v1/segments/{id}']?.['put']?.requestBody
    expect(body?.content['application/json'].schema.properties?.['rule']).toEqual(rule)
    const preview = description.paths['/v1/segments/preview']?.['post']?.requestBody
    expect(preview?.content['application/json'].schema.properties?.['rule']).toEqual(rule)
  })

  it('leaves no rule in an answer unsaid', () => {
    const answered = JSON.stringify(description.paths)
    // Segments, lists of them, the caps of an exposure report, and conditions without a threshold.
    expect(answered.match(/"(rule|condition)":\{"\$ref":"#\/components\/schemas\/Rule"\}/g)?.length).toBeGreaterThan(5)
    expect(answered).toContain('"rule":{"$ref":"#/components/schemas/Reason"}')
    expect(answered).not.toMatch(/"(rule|condition|exclusion)":\{(\}|"description")/)
  })
})

/** What `components.schemas` says of a value. */
function schemaNamed(name: string): ValidateFunction {
  // Words that are OpenAPI's own are none of JSON Schema's.
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true })
  ajv.addSchema({ $id: 'weir:api', components: description.components })
  return ajv.compile({ $ref: `weir:api#/components/schemas/${name}` })
}

const read = (path: string): Promise<string> => readFile(new URL(`../../../${path}`, import.meta.url), 'utf8')

/** Rules in the README's commands and those of the how-to. */
async function examples(): Promise<unknown[]> {
  const bodies = [...(await read('README.md')).matchAll(/-d '(\{"name": [^']*"rule": [^']*\})'/g)].map(
    ([, json]) => (JSON.parse(json!) as { rule: unknown }).rule,
  )
  const blocks = [...(await read('docs/how-to/write-rules.md')).matchAll(/```json\n([^`]*)```/g)]
  return [...bodies, ...blocks.map(([, json]): unknown => JSON.parse(json!))]
}

describe('the schema of a rule', () => {
  it('takes the rules that readers are shown, and what is stored of them', async () => {
    const isRule = schemaNamed('Rule')
    const rules = await examples()
    expect(rules.length).toBeGreaterThan(6)
    for (const rule of rules) expect(isRule(rule) || isRule.errors, JSON.stringify(rule)).toBe(true)
    await world.ask('PUT', '/v1/segments/tried', { name: 'Tried', rule: rules[0] })
    const saved = (await world.ask('GET', '/v1/segments')).json<{ segments: { rule: unknown }[] }>()
    for (const { rule } of saved.segments) expect(isRule(rule) || isRule.errors).toBe(true)
  })

  it.each([
    ['of no kind', {}],
    ['of a kind that there is not', { evnt: { name: 'Purchase' }, within: '7d' }],
    ['with a field too many', { event: { name: 'Purchase' }, within: '7d', when: 1 }],
    ['without a window', { event: { name: 'Purchase' }, count: { gte: 2 } }],
    ['with a span in words', { event: { name: 'Purchase' }, within: '30 days' }],
    ['wrong inside of others', { all: [{ not: { event: 'Purchase', within: '7d' } }] }],
  ])('refuses one %s, as the API does', async (_, rule) => {
    expect(schemaNamed('Rule')(rule)).toBe(false)
    expect((await world.ask('PUT', '/v1/segments/wrong', { name: 'Wrong', rule })).statusCode).toBe(400)
  })

  it('takes one without a window where other events begin it', () => {
    const rule = { event: { name: 'Purchase' }, since: { event: { name: 'AddToCart' } }, count: { lt: 1 } }
    expect(schemaNamed('Rule')(rule)).toBe(true)
  })
})

describe('the schema of a reason', () => {
  it('is a tree of conditions', () => {
    const isReason = schemaNamed('Reason')
    const condition = { event: { name: 'Purchase' }, within: '7d' }
    const leaf = { holds: true, condition, value: 2, event_count: 0, events: [], changes_at: null }
    expect(isReason({ holds: false, not: { holds: true, all: [leaf] } })).toBe(true)
    expect(isReason({ holds: false, not: { holds: true, all: [{ ...leaf, condition: { event: 'Purchase' } }] } })).toBe(false)
  })
})
