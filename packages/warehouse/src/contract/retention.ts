import { expect, it } from 'vitest'
import { clickhouseTime } from '@weir/contracts'
import { deleteOldFacts, deleteOldMemberships, deleteOldRejected, emptyConsentRecords, noteRetention } from '../retention.ts'
import { jsonLine, sampleFact, sampleMembership } from './samples.ts'
import type { Setting } from './setting.ts'
import { LIMITS } from './setting.ts'

const DAY = 86_400_000
const at = (days: number): number => Date.UTC(2001, 0, 1) + days * DAY

/** What whoever deletes old rows relies on. */
export function retentionPromises(setting: Setting): void {
  const warehouse = () => setting.warehouse
  const namesLeft = async (): Promise<string[]> => {
    const sql = `SELECT event_id FROM facts WHERE startsWith(event_id, 'old-') ORDER BY event_id`
    return (await warehouse().query<{ event_id: string }>(sql, {}, LIMITS)).map(({ event_id }) => event_id)
  }
  const fact = (id: string, name: string, days: number): Uint8Array =>
    jsonLine(sampleFact({ event_id: `old-${id}`, eid: id, name, event_time: clickhouseTime(at(days)) }))

  it('deletes old events, whole months and the rest, but for those that are held', async () => {
    const names = [fact('a', 'Purchase', 1), fact('b', 'Login', 1), fact('c', "It's", 40), fact('d', 'Purchase', 70)]
    await warehouse().insertLines('facts', names)
    const held = [
      { names: ["It's"], from: -Infinity },
      { prefix: 'Log', from: at(2) },
    ]
    expect(await deleteOldFacts(warehouse(), { before: at(60), held })).toMatchObject({ deleted: 2, remaining: 0 })
    expect(await namesLeft()).toEqual(['old-c', 'old-d'])
    await warehouse().insertLines('facts', [fact('e', 'Login', 45)])
    const done = await deleteOldFacts(warehouse(), { before: at(44), held: [] })
    expect([done.deleted, done.remaining, done.bytes > 100]).toEqual([1, 0, true])
    expect(await namesLeft()).toEqual(['old-d', 'old-e'])
    // The months are dropped, and what lies in the last one before the instant is deleted.
    expect(await deleteOldFacts(warehouse(), { before: at(80), held: [] })).toMatchObject({ deleted: 2, remaining: 0 })
    expect(await deleteOldFacts(warehouse(), { before: at(80), held: [] })).toEqual({ deleted: 0, bytes: 0, remaining: 0 })
  })

  it('deletes what is over of memberships, never that somebody is in, nor what is not confirmed', async () => {
    const change = (off: number, person: string, op: 'entered' | 'left', days: number, segment_number = 901): Uint8Array =>
      jsonLine(
        sampleMembership({
          segment: `s${segment_number}`,
          segment_number,
          person,
          op,
          part: 0,
          off,
          n: 0,
          recorded_at: clickhouseTime(at(days)),
        }),
      )
    await warehouse().insertLines('memberships', [
      change(1, 'ann', 'entered', 1),
      change(2, 'bob', 'entered', 1),
      change(3, 'ann', 'left', 2),
      change(4, 'ann', 'entered', 3),
      change(5, 'cem', 'entered', 3),
      change(6, 'cem', 'left', 4),
      change(7, 'bob', 'left', 30),
      change(3, 'ann', 'entered', 1, 902),
      change(6, 'ann', 'left', 1, 902),
    ])
    const left = async (): Promise<string[]> => {
      const sql = `SELECT concat(person, ' ', op) AS row FROM memberships WHERE segment_number IN (901, 902) ORDER BY segment_number, off`
      return (await warehouse().query<{ row: string }>(sql, {}, LIMITS)).map(({ row }) => row)
    }
    const open = [
      { segmentNumber: 901, part: 0, off: 5, n: 0 },
      { segmentNumber: 902, part: 0, off: 0, n: 0 },
    ]
    expect(await deleteOldMemberships(warehouse(), { before: at(10), open })).toMatchObject({ deleted: 2, remaining: 0 })
    const both = ['ann entered', 'ann left']
    expect(await left()).toEqual(['bob entered', 'ann entered', 'cem entered', 'cem left', 'bob left', ...both])
    expect(await deleteOldMemberships(warehouse(), { before: at(10), open: [] })).toMatchObject({ deleted: 4, remaining: 0 })
    expect(await left()).toEqual(['bob entered', 'ann entered', 'bob left'])
    expect(await deleteOldMemberships(warehouse(), { before: at(40), open: [] })).toMatchObject({ deleted: 2, remaining: 0 })
    expect(await left()).toEqual(['ann entered'])
  })

  it('deletes old refusals, empties records of consent, and notes what it did', async () => {
    const refused = { source: 's', channel: 'server', code: 'c', path: '', message: '', body: '' }
    const rows = [1, 20].map((days) => jsonLine({ ...refused, id: `old-${days}`, rejected_at: clickhouseTime(at(days)) }))
    await warehouse().insertLines('rejected', rows)
    expect(await deleteOldRejected(warehouse(), at(10))).toMatchObject({ deleted: 1, remaining: 0 })

    const said = { at: clickhouseTime(at(1)), source: 's', channel: 'server', codes: '44444', decided_by: 'eeeee', proof: '[]' }
    const record = (seq: number, person: string, days: number): Uint8Array =>
      jsonLine({
        ...said,
        seq,
        person,
        received_at: clickhouseTime(at(days)),
        eid: 'e',
        previous: '',
        hash: `${seq}`,
        part: 77,
        off: seq,
        n: 0,
      })
    await warehouse().insertLines('consent_log', [record(1, 'gone', 1), record(2, 'here', 1), record(3, 'gone', 9)])
    const emptied = await emptyConsentRecords(warehouse(), { persons: ['gone'], until: at(5) })
    expect(emptied).toMatchObject({ deleted: 1, remaining: 0 })
    const sql = `SELECT person, hash FROM consent_log WHERE part = 77 ORDER BY seq`
    expect(await warehouse().query(sql, {}, LIMITS)).toEqual([
      { person: '', hash: '1' },
      { person: 'here', hash: '2' },
      { person: 'gone', hash: '3' },
    ])
    await noteRetention(warehouse(), {
      at: at(11.5),
      class: 'rejected',
      before: at(10),
      deleted: 1,
      bytes: 5,
      remaining: 0,
      heldBy: 'x',
    })
    const [run] = await warehouse().query("SELECT * FROM retention_runs WHERE held_by = 'x'", {}, LIMITS)
    expect(run).toEqual({
      at: '2001-01-12 12:00:00.000',
      class: 'rejected',
      before: '2001-01-11 00:00:00.000',
      deleted: 1,
      bytes: 5,
      remaining: 0,
      held_by: 'x',
    })
  })
}
