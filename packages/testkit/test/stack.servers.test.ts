import { fileURLToPath } from 'node:url'
import { freePort, run, tempFolder } from '@weir/testkit'
import { openWarehouse } from '@weir/warehouse'
import { expect, test } from 'vitest'
import { takesConnections } from '../src/servers/server-process.ts'

// `npm run stack`: real servers that outlive the command that started them.

const MAIN = fileURLToPath(new URL('../src/stack/main.ts', import.meta.url))

async function stack(...args: string[]): Promise<{ code: number | null; out: string; complaint: string }> {
  await using command = await run(process.execPath, ['--conditions=@weir/source', '--import', 'tsx', MAIN, ...args])
  const { code } = await command.ended
  return { code, out: command.stdout(), complaint: command.stderr() }
}

async function cli(port: number, ...words: string[]): Promise<string> {
  await using command = await run('redis-cli', ['-p', `${port}`, ...words])
  await command.ended
  return command.stdout().trim()
}

const pidOf = (out: string, label: string): number => Number(new RegExp(`^${label} .*pid (\\d+)`, 'm').exec(out)?.[1])
const LABELS = ['Redis', 'ClickHouse', 'Kafka']

test('servers come up, are told of, come back after a kill, and go down; nothing else is touched', async () => {
  await using folder = await tempFolder('stack')
  const [kafka, redis, clickhouse] = [await freePort(), await freePort(), await freePort()]
  const where = ['--dir', folder.path]
  const ports = [`--kafka-port=${kafka}`, `--redis-port=${redis}`, `--clickhouse-port=${clickhouse}`]
  try {
    expect(await stack('status', ...where)).toMatchObject({ code: 3, out: expect.stringMatching(/Kafka +not started/) })

    const first = await stack('up', ...where, ...ports)
    expect(first, first.complaint).toMatchObject({ code: 0 })
    for (const port of [kafka, redis, clickhouse]) expect(await takesConnections(port)).toBe(true)
    const exported = Object.fromEntries([...first.out.matchAll(/^export (\w+)=(.+)$/gm)].map((match) => [match[1], match[2]]))
    expect(exported).toMatchObject({
      KAFKA_BROKERS: `127.0.0.1:${kafka}`,
      REDIS_URL: `redis://127.0.0.1:${redis}`,
      CLICKHOUSE_URL: `http://127.0.0.1:${clickhouse}`,
    })
    const options = {
      url: exported['CLICKHOUSE_URL'] ?? '',
      username: exported['CLICKHOUSE_USER'] ?? '',
      password: exported['CLICKHOUSE_PASSWORD'] ?? '',
    }
    const warehouse = openWarehouse(options)
    await warehouse.command('CREATE TABLE kept (x UInt8) ENGINE = MergeTree ORDER BY x')
    await warehouse.insertLines('kept', [Buffer.from('{"x":7}')])

    // Again: nothing is started, and what runs is the same.
    const again = await stack('up', ...where)
    expect(again.code).toBe(0)
    expect(again.out).not.toContain('started ')
    for (const label of LABELS) expect(pidOf(again.out, label)).toBe(pidOf(first.out, label))
    expect(await stack('up', ...where, `--redis-port=${kafka}`)).toMatchObject({
      code: 1,
      complaint: expect.stringMatching(/Redis runs at port/),
    })

    // Two die: they are missed, and come back with their data.
    expect(await cli(redis, 'SET', 'kept', '8')).toBe('OK')
    process.kill(pidOf(first.out, 'Redis'), 'SIGKILL')
    process.kill(pidOf(first.out, 'Kafka'), 'SIGKILL')
    const wounded = await stack('status', ...where)
    expect(wounded.code).toBe(3)
    expect(wounded.out).toMatch(new RegExp(`Redis +127.0.0.1:${redis} +is dead`))
    expect(wounded.out).toMatch(new RegExp(`ClickHouse +127.0.0.1:${clickhouse} +runs`))
    const repaired = await stack('up', ...where)
    expect(repaired, repaired.complaint).toMatchObject({ code: 0 })
    expect(repaired.out.match(/^started /gm)).toHaveLength(2)
    expect(pidOf(repaired.out, 'Redis')).not.toBe(pidOf(first.out, 'Redis'))
    expect(pidOf(repaired.out, 'ClickHouse')).toBe(pidOf(first.out, 'ClickHouse'))
    expect(await cli(redis, 'GET', 'kept')).toBe('8')
    expect(await warehouse.query('SELECT x FROM kept', {}, { maxSeconds: 10 })).toEqual([{ x: 7 }])
    await warehouse.close()

    // A stack elsewhere does not take what these have.
    await using other = await tempFolder('stack')
    expect(await stack('up', '--dir', other.path, ...ports)).toMatchObject({
      code: 1,
      complaint: expect.stringMatching(/port \d+ is taken by another program: give \w+ another one with --\w+-port/),
    })
    expect(await stack('down', '--dir', other.path)).toMatchObject({ code: 0, out: '' })
    expect((await stack('status', ...where)).code).toBe(0)
  } finally {
    const last = await stack('down', ...where)
    expect(last).toMatchObject({ code: 0 })
  }
  for (const port of [kafka, redis, clickhouse]) expect(await takesConnections(port)).toBe(false)
  expect((await stack('status', ...where)).out.match(/not started/g)).toHaveLength(3)
}, 240_000)
