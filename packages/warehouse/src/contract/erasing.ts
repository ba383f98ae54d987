import { expect, it } from 'vitest'
import { openWarehouse } from '../client.ts'
import { erasePersons } from '../erase-persons.ts'
import { withNamed } from '../named.ts'
import { failure, LIMITS } from './setting.ts'
import type { Setting } from './setting.ts'
import { jsonLine, sampleFact } from './samples.ts'

const PEOPLE = 16

/** What whoever erases people relies on. */
export function erasingPromises(setting: Setting): void {
  const listed = async (): Promise<number> =>
    Number((await setting.one<{ n: string }>('SELECT toString(count()) AS n FROM erasing_lists'))?.n)

  it('erases for several processes at once, each whom it was told', async () => {
    const people = Array.from({ length: PEOPLE }, (_, n) => `erased-${n}`)
    const rows = [...people, 'stays'].map((person) => jsonLine(sampleFact({ eid: person, person, part: 78, off: 5 })))
    await setting.warehouse.insertLines('facts', rows)
    const others = openWarehouse(setting.options)
    const found = await Promise.all(
      people.map((person, n) =>
        erasePersons(n % 2 === 0 ? setting.warehouse : others, { persons: [person], rejected: [], cuts: [{ part: 78, off: 9 }] }),
      ),
    )
    await others.close()
    expect(found.map(({ facts }) => facts)).toEqual(people.map(() => 1))
    const left = await setting.warehouse.query('SELECT person FROM facts FINAL WHERE part = 78', {}, LIMITS)
    expect(left).toEqual([{ person: 'stays' }])
    expect(await listed()).toBe(0)
  })

  it('says so when the list of whom to erase was lost meanwhile, and leaves none behind', async () => {
    const lost = withNamed(setting.warehouse, ['ann', 'bob'], (named) => {
      const [, list] = /list = '([^']+)'/.exec(named) ?? []
      return setting.warehouse.command(`ALTER TABLE erasing_lists DELETE WHERE list = '${list ?? ''}' AND id = 'bob'`)
    })
    expect(await failure(lost)).toMatchObject({ code: 'LIST_LOST', retryable: true })
    expect(await listed()).toBe(0)
  })

  it('removes what a process has left that died long ago, and nothing of others', async () => {
    const row = (id: string, at: string): Uint8Array => jsonLine({ list: id, id, at })
    await setting.warehouse.insertLines('erasing_lists', [row('old', '2001-01-01 00:00:00'), row('new', '2100-01-01 00:00:00')])
    await withNamed(setting.warehouse, ['ann'], async () => undefined)
    const left = await setting.warehouse.query('SELECT id FROM erasing_lists', {}, LIMITS)
    expect(left).toEqual([{ id: 'new' }])
    await setting.warehouse.command(`ALTER TABLE erasing_lists DELETE WHERE 1`)
  })
}
