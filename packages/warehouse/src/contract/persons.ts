import type { AliasRow, MembershipRow } from '@weir/contracts'
import { expect, it } from 'vitest'
import { jsonLine, sampleAlias, sampleFact, sampleMembership } from './samples.ts'
import type { Setting } from './setting.ts'
import { LIMITS } from './setting.ts'

/** What the views make of persons who turned out to be one. */
export function personPromises(at: Setting): void {
  const insert = (table: string, rows: readonly object[]): Promise<void> => at.warehouse.insertLines(table, rows.map(jsonLine))
  const alias = (change: Partial<AliasRow>): Promise<void> => insert('person_aliases', [sampleAlias(change)])
  const facts = (source: string): Promise<unknown[]> =>
    at.warehouse.query(
      'SELECT eid, person, ordinal, written_person FROM facts_final WHERE source = {source:String} ORDER BY eid',
      { source },
      LIMITS,
    )

  it('returns every column of an alias', async () => {
    const row = sampleAlias({ person: 'returned' })
    await insert('person_aliases', [row])
    expect(await at.one("SELECT * FROM person_aliases WHERE person = 'returned'")).toEqual(row)
  })

  it('reads facts and memberships of an absorbed person as those of the other', async () => {
    const ours = { source: 'merged', segments: [] }
    await insert('facts', [
      sampleFact({ ...ours, eid: 'm1', person: 'old', ordinal: 1 }),
      sampleFact({ ...ours, eid: 'm2', person: 'young', ordinal: 2 }),
      sampleFact({ ...ours, eid: 'm3', person: 'other', ordinal: 3 }),
      sampleFact({ ...ours, eid: 'm4', person: '', ordinal: 0 }),
    ])
    const change: Partial<MembershipRow> = { segment: 'merged', person: 'young', ordinal: 2 }
    await insert('memberships', [sampleMembership(change)])
    await alias({ person: 'young', ordinal: 2, into: 'old', into_ordinal: 1, version: 1 })
    expect(await facts('merged')).toEqual([
      { eid: 'm1', person: 'old', ordinal: 1, written_person: 'old' },
      { eid: 'm2', person: 'old', ordinal: 1, written_person: 'young' },
      { eid: 'm3', person: 'other', ordinal: 3, written_person: 'other' },
      { eid: 'm4', person: '', ordinal: 0, written_person: '' },
    ])
    expect(await at.one("SELECT * FROM memberships_final WHERE segment = 'merged'")).toEqual({
      ...sampleMembership(change),
      person: 'old',
      ordinal: 1,
      written_person: 'young',
    })
    expect(await at.one("SELECT person FROM facts_written WHERE eid = 'm2'")).toEqual({ person: 'young' })
    // A reader whose own settings would make an absent alias NULL.
    const strict = 'SELECT countIf(person IS NULL) AS n FROM facts_final SETTINGS join_use_nulls = 1'
    expect(await at.one(strict)).toEqual({ n: 0 })
  })

  it('follows the alias with the greatest version, in whatever order they come', async () => {
    await insert('facts', [sampleFact({ source: 'chained', eid: 'c1', person: 'first', ordinal: 1 })])
    await alias({ person: 'first', into: 'third', into_ordinal: 3, version: 2 })
    await alias({ person: 'first', into: 'second', into_ordinal: 2, version: 1 })
    await alias({ person: 'first', into: 'third', into_ordinal: 3, version: 2 })
    expect(await facts('chained')).toEqual([{ eid: 'c1', person: 'third', ordinal: 3, written_person: 'first' }])
  })

  it('takes an event once that was written under both persons, in its newest version', async () => {
    const same = { source: 'twice', eid: 't1', name: 'Purchase' }
    await insert('facts', [sampleFact({ ...same, person: 'before', ordinal: 1, version: 1, currency: 'USD' })])
    await insert('facts', [sampleFact({ ...same, person: 'after', ordinal: 2, version: 2, currency: 'EUR' })])
    await alias({ person: 'before', into: 'after', into_ordinal: 2, version: 1 })
    expect(await at.warehouse.query("SELECT person, currency FROM facts_final WHERE source = 'twice'", {}, LIMITS)).toEqual([
      { person: 'after', currency: 'EUR' },
    ])
  })

  it('finds the rows of a person by the ids that they were written under, by the index', async () => {
    const plan = await at.warehouse.query<{ explain: string }>(
      "EXPLAIN indexes = 1 SELECT count() FROM facts_final WHERE written_person IN (SELECT 'old' UNION ALL SELECT person FROM person_aliases FINAL WHERE into = 'old')",
      {},
      LIMITS,
    )
    expect(plan.map(({ explain }) => explain).join('\n')).toMatch(/Name: person_bloom/)
  })
}
