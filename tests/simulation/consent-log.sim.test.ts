import { createChainCheck } from '@weir/consent'
import { consentCode, foldStatus, PURPOSES, TOPICS } from '@weir/contracts'
import type { ConsentLogRow, ConsentStatement, EventRecord } from '@weir/contracts'
import { expect, test } from 'vitest'
import { createDriver, personNamed } from '../support/driver.ts'
import type { Driver } from '../support/driver.ts'
import { externalId } from '../support/hits.ts'
import { play } from '../support/play.ts'
import { createTraffic } from '../support/traffic.ts'

const MINUTE = 60_000

/** Every chain is whole, and ends where the state says. @returns how many records there are. */
async function checkChains(driver: Driver, partitions: number): Promise<number> {
  const rows = await driver.consentLog()
  for (let part = 0; part < partitions; part++) {
    const { chain } = foldStatus(await driver.stores.foldState.view(part).meta())
    const check = createChainCheck(chain)
    for (const row of rows.filter((row) => row.part === part).sort((a, b) => a.seq - b.seq)) check.take(row)
    expect(check.result(true), `chain ${part}`).toMatchObject({ records: chain.seq, faults: [] })
  }
  return rows.length
}

test('stories with edits and copies: every statement of a person has its record, and the chains are whole', async () => {
  let records = 0
  let statements = 0
  for (let seed = 1; seed <= 12; seed++) {
    const partitions = seed % 2 === 0 ? 3 : 1
    const { driver } = await play(createTraffic(seed, { steps: 15, people: 20, edits: 0.2 }), { partitions })
    records += await checkChains(driver, partitions)
    const log = await driver.consentLog()
    const said = new Set(log.map((row) => `${row.person} ${row.source} ${row.channel} ${row.codes}`))
    const aliases = await aliasesOf(driver)
    const missing = (await driver.facts()).filter((fact) => {
      if (fact.person === '') return false
      statements++
      const codes = PURPOSES.map((purpose) => fact[`consent_${purpose}`]).join('')
      return !said.has(`${fact.person} ${fact.source} ${fact.channel} ${codes}`) && !aliases.has(fact.person)
    })
    expect(missing, `seed ${seed}`).toEqual([])
    await driver[Symbol.asyncDispose]()
  }
  // Who repeats something has one record of it.
  expect(records).toBeLessThan(statements)
  expect(records).toBeGreaterThan(100)
})

/** Whoever absorbed others knows what these said, and needs no record of their own of it. */
async function aliasesOf(driver: Driver): Promise<Set<string>> {
  const rows = (await driver.records(TOPICS.memberships)).map(
    ({ value }) => JSON.parse(Buffer.from(value).toString()) as { into?: string },
  )
  return new Set(rows.flatMap(({ into }) => into ?? []))
}

test('one record for words that come with every hit, and another for each change', async () => {
  await using driver = await createDriver()
  const tcf = (text: string): ConsentStatement => ({ by: 'ttttt', proof: JSON.stringify([{ tcf: text }]) })
  const all = Object.fromEntries(PURPOSES.map((one) => [one, true]))
  let minute = 0
  const say = async (text: string, times: number, said = all): Promise<void> => {
    for (let i = 0; i < times; i++) {
      await driver.advance(driver.clock.now() + MINUTE)
      await driver.hit({ who: 'ann', said, statement: tcf(text), id: `e${minute++}` })
    }
    await driver.settle()
  }
  await say('CPa', 20)
  await say('CPb', 5, { ...all, modelling: false })
  // Back to the first: its record stands for it again.
  await say('CPa', 5)
  const shown = (row: ConsentLogRow) => [row.person, row.seq, row.codes, row.decided_by, row.proof]
  expect((await driver.consentLog()).map(shown)).toEqual([
    [personNamed('ann'), 1, '44444', 'ttttt', '[{"tcf":"CPa"}]'],
    [personNamed('ann'), 2, '44443', 'ttttt', '[{"tcf":"CPb"}]'],
  ])
  const ann = (await driver.person('ann'))!
  expect(ann.evidence.map(({ seq, at }) => [seq, at === driver.clock.now()])).toEqual([
    [1, true],
    [2, false],
  ])
})

test('a refusal of somebody who is known has its record, with the proof; of a stranger nothing is kept', async () => {
  await using driver = await createDriver()
  const no = Object.fromEntries(PURPOSES.map((one) => [one, false]))
  const statement = { by: 'ggggg', proof: '[{"gpp":"DBABMA~CP"}]' }
  await driver.hit({ who: 'ann' })
  await driver.settle()
  await driver.advance(driver.clock.now() + MINUTE)
  await driver.hit({ ids: [externalId('ann')], said: no, statement })
  await driver.hit({ ids: [externalId('stranger')], said: no, statement })
  await driver.settle()
  const denied = consentCode({ granted: false, by: 'signal' })
  expect((await driver.consentLog()).map(({ person, codes, decided_by, proof }) => [person, codes, decided_by, proof])).toEqual([
    [personNamed('ann'), '22222', 'bbbbb', ''],
    [personNamed('ann'), `${denied}`.repeat(5), 'ggggg', statement.proof],
  ])
  const events = (await driver.records(TOPICS.events)).map(
    ({ value }) => JSON.parse(Buffer.from(value).toString()) as EventRecord,
  )
  expect(events.filter((event) => event.kind === 'event' && event.hit.name === '').length).toBeGreaterThan(1)
})
