import type { Condition, PersonEvent, SegmentDefinition } from '@weir/contracts'
import { personId, PURPOSES } from '@weir/contracts'
import { applyEvent, compile, encodePerson, newPerson } from '@weir/segmentation'
import { describe, expect, it } from 'vitest'
import { compare } from './compare.ts'
import type { Subject } from './compare.ts'

const ANN = personId('ann')
const DAY = 86_400_000
const START = Date.UTC(2024, 4, 1)
const segment = (id: string, number: number, rule: Condition): SegmentDefinition => ({ id, number, version: 1, name: id, rule })
const BUYERS = segment('buyers', 1, { event: { name: 'Purchase' }, within: '7d' })
const QUIET = segment('quiet', 2, { not: { event: { name: 'Purchase' }, within: '7d' } })
const ALL = [BUYERS, QUIET]
const program = compile(3, ALL)

const granted = { granted: true, by: 'basis' } as const
const purchase: PersonEvent = {
  kind: 'event',
  person: ANN,
  eid: '0'.repeat(16),
  rev: 0,
  hit: {
    source: 'shop',
    channel: 'server',
    name: 'Purchase',
    event_id: 'e',
    id_from: 'sender',
    event_time: START,
    received_at: START,
    ids: [],
    consent: Object.fromEntries(PURPOSES.map((p) => [p, granted])) as PersonEvent['hit']['consent'],
    body: {},
  },
}

/** Somebody who bought at START, evaluated until then, about whom everybody says the same. */
function ann(definitions = 3): Subject {
  const person = newPerson(ANN, 1, definitions)
  applyEvent(program, person, purchase, START, () => undefined)
  const blob = encodePerson(person)
  const said = new Map([
    [1, true],
    [2, false],
  ])
  return { id: ANN, blob, later: Uint8Array.from(blob), inSql: said, inBitmap: said }
}
const but = (said: ReadonlyMap<number, boolean | undefined>, number: number): ReadonlyMap<number, boolean> =>
  new Map([...said].map(([n, member]) => [n, n === number ? !member : member === true]))

describe('a comparison', () => {
  it('finds nothing where everybody agrees', () => {
    expect(compare(program, ALL, [ann()], START)).toEqual({ checked: 2, disagreements: [], skipped: [] })
  })

  it('names who disagrees with the stream about what', () => {
    const subject = ann()
    const found = compare(program, ALL, [{ ...subject, inSql: but(subject.inSql, 1), inBitmap: but(subject.inBitmap, 2) }], START)
    expect(found.checked).toBe(2)
    const said = { person: ANN }
    expect(found.disagreements).toEqual([
      { ...said, segment: BUYERS, against: 'sql', stream: true, stored: true, sql: false, bitmap: true },
      { ...said, segment: QUIET, against: 'bitmap', stream: false, stored: false, sql: false, bitmap: true },
    ])
  })

  it('asks no bitmap where none is kept for the rule', () => {
    const inBitmap = new Map([[1, undefined]])
    expect(compare(program, ALL, [{ ...ann(), inBitmap }], START)).toMatchObject({ checked: 2, disagreements: [] })
  })

  it('lets time pass for the stream, not for what is stored: a timer that has yet to fire is no fault', () => {
    const subject = ann()
    const inSql = new Map([
      [1, false],
      [2, true],
    ])
    expect(compare(program, ALL, [{ ...subject, inSql }], START + 7 * DAY).disagreements).toEqual([])
    expect(compare(program, ALL, [{ ...subject, inSql }], START + 7 * DAY - 1).disagreements).toHaveLength(2)
  })

  it('concludes nothing about somebody whose state moved on, or is gone', () => {
    const subject = { ...ann(), inSql: new Map<number, boolean>() }
    const later = Uint8Array.from(subject.blob)
    later[later.length - 1]! ^= 1
    for (const moved of [
      { ...subject, later },
      { ...subject, later: undefined },
    ])
      expect(compare(program, ALL, [moved], START)).toEqual({
        checked: 0,
        disagreements: [],
        skipped: [{ person: ANN, because: 'changed' }],
      })
  })

  it('concludes nothing about somebody who is not under these definitions yet', () => {
    const subject = { ...ann(2), inSql: new Map<number, boolean>() }
    expect(compare(program, ALL, [subject], START)).toEqual({
      checked: 0,
      disagreements: [],
      skipped: [{ person: ANN, because: 'definitions' }],
    })
  })
})
