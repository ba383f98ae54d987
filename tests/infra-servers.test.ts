import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { TOPICS } from '@weir/contracts'
import { tempFolder } from '@weir/testkit'
import type { TempFolder } from '@weir/testkit'
import { migrate, openWarehouse } from '@weir/warehouse'
import type { Warehouse } from '@weir/warehouse'
import { startChdb } from '@weir/warehouse/chdb'
import type { Chdb } from '@weir/warehouse/chdb'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { description } from '../packages/eventlog/src/kafka/topics.ts'
import { jsonLine, sampleFact } from '@weir/warehouse/contract'
import { nodeOf } from './support/infra-yaml.ts'
import type { Node } from './support/infra-yaml.ts'
import { readText } from './tidy/repository.ts'

// What infra/ gives to Kafka, Redis and ClickHouse, as far as it can be held against the code and
// the engine without their servers.

describe('Kafka', () => {
  const page = readText('infra/kafka/README.md')
  const created = (replicas: number) =>
    Object.values(TOPICS).map((topic) => description(topic, { prefix: '', partitions: 7, replicas: undefined }, replicas))
  const settingOf = (topic: ReturnType<typeof description>, name: string): string =>
    topic.configEntries.find((entry) => entry.name === name)?.value ?? ''
  const rows = (text: string): string[] => text.split('\n').filter((line) => line.startsWith('| `weir.'))

  test('the table of topics is what the adapter creates', () => {
    const expected = created(3).map((topic) => {
      const partitions = topic.numPartitions === 7 ? '`WEIR_PARTITIONS`' : `${topic.numPartitions}`
      return `| \`${topic.topic}\` | ${partitions} | ${settingOf(topic, 'cleanup.policy')} |`
    })
    expect(rows(page).toSorted()).toEqual(expected.toSorted())
    expect(rows(page.replace('| compact |', '| delete |')).toSorted()).not.toEqual(expected.toSorted())
  })

  test('so are their settings', () => {
    const [one, three] = [created(1), created(3)]
    const names = new Set(three.flatMap((topic) => topic.configEntries.map((entry) => entry.name)))
    for (const name of [...names].filter((found) => found !== 'cleanup.policy')) {
      const values = [...new Set(three.map((topic) => settingOf(topic, name)))]
      const alone = [...new Set(one.map((topic) => settingOf(topic, name)))]
      expect([values.length, alone.length], name).toEqual([1, 1])
      const said = values[0] === alone[0] ? `\`${values[0]}\`` : `\`${values[0]}\` with 3 copies, \`${alone[0]}\` with fewer`
      expect(page).toContain(`| \`${name}\` | ${said} |`)
    }
    expect(page.match(/^\| `(?!weir\.)[a-z.]+` \| `/gm)).toHaveLength(names.size - 1)
  })

  test('the broker has one copy of everything and makes no topic by itself', () => {
    const lines = readText('infra/kafka/server.properties')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
    const settings = Object.fromEntries(
      lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
    )
    expect(lines.filter((line) => !/^[a-z.]+=\S+$/.test(line))).toEqual([])
    expect(Object.keys(settings)).toHaveLength(lines.length)
    expect(settings['auto.create.topics.enable']).toBe('false')
    expect(settings['unclean.leader.election.enable']).toBe('false')
    expect(
      Object.entries(settings).filter(([name, value]) => /replication\.factor|min\.isr/.test(name) && value !== '1'),
    ).toEqual([])
    expect(settings['advertised.listeners']).toBe('CLIENTS://kafka:9092')
  })
})

describe('Redis', () => {
  const lines = readText('infra/redis/redis.conf')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))

  test.each([
    'appendonly yes',
    'appendfsync always',
    'no-appendfsync-on-rewrite no',
    'aof-load-truncated no',
    'maxmemory-policy noeviction',
    'save ""',
  ])('%s', (line) => {
    expect(lines).toContain(line)
  })

  test('is called by the names that the server knows', () => {
    expect(lines.filter((line) => !/^[a-z-]+ \S+/.test(line))).toEqual([])
    expect(new Set(lines.map((line) => line.split(' ')[0])).size).toBe(lines.length)
  })

  test('users are as start.sh expects them; only weir, ingest and operator have a password, and default is off but able', () => {
    const users = new Map(
      readText('infra/redis/users.acl')
        .trim()
        .split('\n')
        .map((line) => [line.split(' ')[1], line.split(' ').slice(2)]),
    )
    expect([...users.keys()]).toEqual(['default', 'health', 'weir', 'ingest', 'operator'])
    // While the log is read, transactions run as this user: without its rights they would be left
    // out.
    expect(users.get('default')).toEqual(['off', 'allchannels', 'allkeys', '+@all'])
    expect(users.get('weir')?.slice(0, 5)).toEqual(['on', '#WEIR_PASSWORD_SHA256', 'resetchannels', '~{*weir:*', '-@all'])
    expect(users.get('weir')?.filter((rule) => /@|^allkeys|^~\*|flush|config|keys$|script|function/.test(rule))).toEqual([
      '-@all',
      '+hkeys',
    ])
    // Who is reached from outside sees the buckets of rates, not the state.
    expect(users.get('ingest')?.slice(0, 5)).toEqual([
      'on',
      '#INGEST_PASSWORD_SHA256',
      'resetchannels',
      '~{*weir:rates}*',
      '-@all',
    ])
    expect(users.get('ingest')?.filter((rule) => /^[~%]|@/.test(rule))).toEqual(['~{*weir:rates}*', '-@all'])
  })
})

/**
 * Elements by name, attributes with `@` before it, all as text.
 * @throws Error for what is not well-formed.
 */
function parseXml(text: string): Node {
  const valid = XMLValidator.validate(text)
  if (valid !== true) throw new Error(`line ${valid.err.line}: ${valid.err.msg}`)
  return nodeOf(new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '@', parseTagValue: false }).parse(text))
}

// Whatever CLICKHOUSE_DATABASE says: the statements name no database but their own.
describe.each(['weir', 'default', 'audiences_2'])('ClickHouse, database %s', (DATABASE) => {
  let folder: TempFolder
  let chdb: Chdb
  let root: Warehouse
  let weir: Warehouse
  const ask = async (sql: string): Promise<Record<string, unknown>[]> => root.query(sql, {}, { maxSeconds: 20 })
  const statements = readText('infra/clickhouse/analysis.sql')
    .replaceAll(/^--.*$/gm, '')
    .split(';')
    .map((sql) => sql.trim())
    .filter((sql) => sql !== '')
  const users = parseXml(readText('infra/clickhouse/users.d/weir.xml')).at('clickhouse')

  beforeAll(async () => {
    folder = await tempFolder('infra-chdb')
    chdb = await startChdb({ dir: folder.path })
    root = openWarehouse(chdb)
    await root.command(`CREATE DATABASE IF NOT EXISTS ${DATABASE}`)
    weir = openWarehouse({ ...chdb, database: DATABASE })
    await migrate(weir)
    // Twice, as after an upgrade.
    for (const sql of [...statements, ...statements]) await weir.command(sql)
    const allowed = sampleFact({ eid: 'a', person: 'f'.repeat(32), consent_measurement: 4 })
    const denied = sampleFact({ eid: 'b', event_id: 'e-2', person: 'e'.repeat(32), consent_measurement: 3 })
    await weir.insertLines('facts', [jsonLine(allowed), jsonLine(denied)])
  }, 120_000)
  afterAll(async () => {
    await weir.close()
    await root.close()
    await chdb.close()
    await folder[Symbol.asyncDispose]()
  })

  test('the views say nothing that names a person', async () => {
    const columns = await ask(`SELECT table, name FROM system.columns WHERE database = 'analysis' ORDER BY table, position`)
    const of = (table: string): unknown[] => columns.filter((column) => column['table'] === table).map((column) => column['name'])
    const forbidden = ['ordinal', 'event_id', 'eid', 'body', 'cause', 'message', 'path', 'id', 'part', 'off', 'n']
    expect(of('segments')).toEqual(['number', 'id', 'name', 'version', 'updated_at'])
    for (const table of ['facts', 'memberships', 'delivery', 'rejected']) {
      expect(of(table).length, table).toBeGreaterThan(3)
      expect(
        of(table).filter((name) => forbidden.includes(String(name))),
        table,
      ).toEqual([])
    }
    const facts = await ask('SELECT * FROM analysis.facts')
    expect(facts).toHaveLength(2)
    expect(JSON.stringify(facts)).not.toMatch(/f{32}|e{32}|shop\.example|e-1|e-2/)
  })

  test('people keep one pseudonym, which nobody can compute, and none without consent to measurement', async () => {
    const people = await ask('SELECT DISTINCT person FROM analysis.facts ORDER BY person')
    expect(people.map((row) => String(row['person']).length)).toEqual([0, 32])
    const bare = await ask(`SELECT lower(hex(substring(SHA256('${'f'.repeat(32)}'), 1, 16))) AS person`)
    expect(people[1]).not.toEqual(bare[0])
    expect(await ask(`SELECT count() AS n FROM ${DATABASE}.analysis_salt`)).toEqual([{ n: 1 }])
  })

  test('the views run with the rights of who made them', async () => {
    const views = await ask(`SELECT create_table_query AS sql FROM system.tables WHERE database = 'analysis'`)
    expect(views).toHaveLength(5)
    expect(views.filter((view) => !String(view['sql']).includes('SQL SECURITY DEFINER'))).toEqual([])
  })

  test('profiles name settings that the engine has, with values that it takes', async () => {
    const profiles = users.at('profiles').entries()
    expect(profiles.map(([name]) => name)).toEqual(['weir_loader', 'weir_segmenter', 'weir_reporting', 'weir_analyst'])
    const known = new Set((await ask('SELECT name FROM system.settings')).map((row) => String(row['name'])))
    const named = profiles.flatMap(([, profile]) =>
      [...profile.entries(), ...profile.at('constraints').entries()].map(([name]) => name),
    )
    expect(named.filter((name) => name !== 'constraints' && !known.has(name))).toEqual([])
    expect(known.has('max_rows_to_reed')).toBe(false)
    for (const [, profile] of profiles) {
      const settings = profile.entries().filter(([name]) => name !== 'constraints' && name !== 'readonly' && name !== 'allow_ddl')
      await ask(`SELECT 1 SETTINGS ${settings.map(([name, value]) => `${name} = '${value.text()}'`).join(', ')}`)
    }
    await expect(ask(`SELECT 1 SETTINGS max_threads = 'x'`)).rejects.toThrow(/x/)
  })

  test('no constraint stands in the way of what our own client sets', () => {
    const limit = (profile: string, name: string): number =>
      Number(users.at('profiles', profile, 'constraints', name, 'max').text())
    // packages/warehouse/src/client.ts: 2 GiB a query unless told; the longest are the segmenter's,
    // 600 s.
    expect([limit('weir_segmenter', 'max_memory_usage'), limit('weir_reporting', 'max_memory_usage')]).toEqual([2 ** 31, 2 ** 31])
    expect(limit('weir_segmenter', 'max_execution_time')).toBe(600)
    expect(limit('weir_reporting', 'max_execution_time')).toBeGreaterThanOrEqual(60)
  })

  test('nobody has more rights than it needs, and every password is a hash of the environment', () => {
    const of = (name: string): string => {
      const grants = users.at('users', name, 'grants', 'query')
      return (Array.isArray(grants.value) ? grants.list() : [grants]).map((grant) => grant.text()).join('\n')
    }
    expect(
      users
        .at('users')
        .entries()
        .map(([name]) => name),
    ).toEqual(['default', 'loader', 'segmenter', 'reporting', 'analyst'])
    expect(of('analyst')).toBe('GRANT SELECT ON analysis.*')
    expect(of('reporting')).toBe('GRANT SELECT ON weir.*')
    expect(of('segmenter')).toBe('GRANT SELECT ON weir.*')
    // It erases people: ALTER DELETE, and TRUNCATE for the table that says whom.
    expect(of('loader')).not.toMatch(/\*\.\*|ALL|DROP TABLE|SOURCES|FILE|URL|REMOTE|ACCESS MANAGEMENT/)
    const readonly = ['weir_segmenter', 'weir_reporting', 'weir_analyst'].map((name) =>
      users.at('profiles', name, 'readonly').text(),
    )
    expect(readonly).toEqual(['2', '2', '1'])
    for (const name of ['loader', 'segmenter', 'reporting', 'analyst']) {
      const user = users.at('users', name)
      expect(user.at('password_sha256_hex', '@from_env').text()).toBe(`CLICKHOUSE_${name.toUpperCase()}_PASSWORD_SHA256`)
      expect(user.at('profile').text()).toBe(`weir_${name}`)
      expect(users.at('quotas', user.at('quota').text()).is()).toBe(true)
      expect([user.at('password').is(), user.at('access_management').is()]).toEqual([false, false])
    }
    expect(JSON.stringify(users.at('users', 'default', 'networks', 'ip').value)).toBe('["127.0.0.1","::1"]')
  })

  test('the server has settings of the engine, well-formed', async () => {
    const config = parseXml(readText('infra/clickhouse/config.d/weir.xml')).at('clickhouse')
    const known = new Set((await ask('SELECT name FROM system.server_settings')).map((row) => String(row['name'])))
    const plain = config
      .entries()
      .filter(([, value]) => /^[\d.]+$/.test(value.text()))
      .map(([name]) => name)
    expect(plain.length).toBeGreaterThan(2)
    expect(plain.filter((name) => !known.has(name))).toEqual([])
    expect(() => parseXml('<clickhouse><users></clickhouse>')).toThrow(/users/)
  })
})
