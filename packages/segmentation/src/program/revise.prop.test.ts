import { segmentNumber } from '@weir/contracts'
import type { Condition, SegmentDefinition } from '@weir/contracts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileAfresh } from './compile.ts'
import type { Program } from './program.ts'
import { reviseProgram } from './revise.ts'

const sku = (value: string): Condition => ({
  event: { name: 'Purchase', where: [{ path: 'properties.sku', op: 'eq', value }] },
  within: '7d',
})
const leaf: fc.Arbitrary<Condition> = fc.oneof(
  fc
    .record({ name: fc.constantFrom('Purchase', 'AddToCart', 'Lead'), days: fc.integer({ min: 1, max: 4 }) })
    .map(({ name, days }): Condition => ({ event: { name }, within: `${days}d` })),
  fc.constantFrom('a', 'b', 'c', 'd').map(sku),
  fc.constantFrom('x', 'y').map((text): Condition => ({ trait: `t_${text}`, eq: text })),
  fc.constantFrom('Add', 'Pur').map((name_prefix): Condition => ({ event: { name_prefix }, within: '2d' })),
  fc
    .integer({ min: 1, max: 3 })
    .map((gte): Condition => ({ event: { name: 'Purchase' }, within: '9d', sum: { path: 'properties.value', gte } })),
  fc.constantFrom('s0', 's1', 's2').map((segment): Condition => ({ segment })),
)
const rule: fc.Arbitrary<Condition> = fc.oneof(
  leaf,
  fc.array(leaf, { minLength: 2, maxLength: 3 }).map((all): Condition => ({ all })),
  leaf.map((not): Condition => ({ not })),
)
/** What is done to a list: a segment is saved, or deleted. */
const edit = fc.record({ id: fc.nat(9).map((n) => `s${n}`), rule: fc.option(rule, { nil: undefined, freq: 4 }) })

const define = (id: string, of: Condition): SegmentDefinition => ({
  id,
  number: segmentNumber(id),
  version: 1,
  name: id,
  rule: of,
})

/** Everything that the fold goes by, with the order of all of it. */
function shapeOf(program: Program): unknown {
  const ids = (segments: readonly { definition: SegmentDefinition }[]): string[] => segments.map(({ definition: { id } }) => id)
  const readers = (bound: readonly { condition: { id: number }; users: Program['segments'] }[]): unknown =>
    bound.map(({ condition, users }) => [condition.id, ids(users)])
  const events = ['Purchase', 'AddToCart', 'Lead', 'Other'].flatMap((name) =>
    ['a', 'b', 'z'].map((value) => ({ name, source: 'x', event_time: 0, body: { properties: { sku: value } } })),
  )
  return {
    segments: program.segments.map(({ definition, conditions, gateBits }) => [
      definition.id,
      conditions.map(({ id }) => id),
      gateBits,
    ]),
    numbers: [...program.bySegment].map(([number, { definition }]) => [number, definition.id] as const).sort(([a], [b]) => a - b),
    users: [...program.users].map(([id, segments]) => [id, ids(segments)] as const).sort(([a], [b]) => a - b),
    conditions: [...program.conditions.values()]
      .map((condition) => [condition.id, condition.kind === 'event' ? condition.stateId : condition.trait] as const)
      .sort(([a], [b]) => a - b),
    states: program.specs.map((spec) => [spec.id, spec.key, spec.keepsEvaluations, readers(spec.readers)]),
    byNumber: program.specs.map(
      (spec) => program.stateSpecs.get(spec.id) === spec && program.bySource.get(spec.readers[0]!.condition.source.key) === spec,
    ),
    counts: [program.stateSpecs.size, program.bySource.size],
    found: events.map((event) => program.index.specsFor(event as never).map(({ id }) => id)),
    traits: [...program.traits].map(([trait, bound]) => [trait, readers(bound)] as const).sort(([x], [y]) => x.localeCompare(y)),
    born: ids(program.trueWhenEmpty),
  }
}

const compiled = (make: () => Program | undefined): { program?: Program | undefined; error?: string } => {
  try {
    return { program: make() }
  } catch (error) {
    return { error: (error as Error).message }
  }
}

describe('a program that is made out of the one before', () => {
  it('is what compiling the list from nothing comes to, whatever was edited', () => {
    let revised = 0
    fc.assert(
      fc.property(fc.array(fc.array(edit, { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 12 }), (steps) => {
        let list: readonly SegmentDefinition[] = ['s0', 's1', 's2', 's3'].map((id) => define(id, sku(id)))
        let program = compileAfresh(list)
        for (const edits of steps) {
          const next = new Map(list.map((definition) => [definition.id, definition]))
          for (const { id, rule: of } of edits) {
            if (of) next.set(id, define(id, of))
            else next.delete(id)
          }
          const definitions = [...next.values()]
          const before = shapeOf(program)
          const [made, afresh] = [() => reviseProgram(program, definitions), () => compileAfresh(definitions)].map(compiled)
          // The one before is still in use.
          expect(shapeOf(program)).toEqual(before)
          if (made!.program ?? made!.error) expect(made!.error !== undefined).toBe(afresh!.error !== undefined)
          if (!afresh!.program) continue
          if (made!.program) {
            expect(shapeOf(made!.program)).toEqual(shapeOf(afresh!.program))
            revised++
          }
          list = definitions
          program = made!.program ?? afresh!.program
        }
      }),
      { numRuns: 400 },
    )
    expect(revised).toBeGreaterThan(500)
  })

  it('is not made where the order is another one, or where conditions that stay read another state', () => {
    const [a, b] = [define('a', sku('a')), define('b', sku('b'))]
    expect(reviseProgram(compileAfresh([a, b]), [b, a])).toBeUndefined()
    const short = define('short', { event: { name: 'Lead' }, within: '1d' })
    const long = define('long', { event: { name: 'Lead' }, within: '9d' })
    expect(reviseProgram(compileAfresh([short]), [short, long])).toBeUndefined()
  })
})
