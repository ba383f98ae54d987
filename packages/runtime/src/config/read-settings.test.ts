import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { ConfigError, describeSettings, readSettings } from './read-settings.ts'
import { SETTINGS } from './settings.ts'
import type { SettingName } from './settings.ts'

const EVERY = Object.keys(SETTINGS) as SettingName[]
const REQUIRED = { KAFKA_BROKERS: 'a:9092', REDIS_URL: 'redis://b:6379', CLICKHOUSE_URL: 'http://c:8123' }

function problemsOf(names: SettingName[], env: Record<string, string>): string[] {
  try {
    readSettings(names, env)
    return []
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return error.message.split('\n')
  }
}

describe('settings', () => {
  it('have defaults, except for the addresses, which are named when they are missing', () => {
    const values = readSettings(EVERY, REQUIRED)
    expect(values).toMatchObject({
      WEIR_PORT: 8080,
      WEIR_RETENTION: 400 * 86_400_000,
      WEIR_AUDIT_INTERVAL: 60_000,
      KAFKA_SSL: false,
    })
    expect(values.KAFKA_BROKERS).toEqual(['a:9092'])
    expect(problemsOf(EVERY, {}).map((line) => line.split(':')[0])).toEqual(['KAFKA_BROKERS', 'REDIS_URL', 'CLICKHOUSE_URL'])
  })

  it('are checked as a whole: every problem at once, each with its variable', () => {
    const env = {
      ...REQUIRED,
      WEIR_PORT: '70000',
      KAFKA_BROKERS: 'nowhere',
      REDIS_URL: 'http://x',
      WEIR_CLOCK: 'sundial',
      WEIR_PROT: '1',
    }
    const problems = problemsOf(EVERY, env)
    for (const name of ['WEIR_PORT', 'KAFKA_BROKERS', 'REDIS_URL', 'WEIR_CLOCK', 'WEIR_PROT'])
      expect(
        problems.filter((line) => line.startsWith(`${name}:`)),
        problems.join('\n'),
      ).toHaveLength(1)
    expect(problems).toHaveLength(5)
  })

  it('takes several addresses, and an empty variable for one that is not set', () => {
    const several = { ...REQUIRED, KAFKA_BROKERS: 'a:1, b:2,', REDIS_URL: 'redis://a:1,redis://b:2', WEIR_PORT: '' }
    const values = readSettings(['KAFKA_BROKERS', 'REDIS_URL', 'WEIR_PORT'], several)
    expect(values).toEqual({ KAFKA_BROKERS: ['a:1', 'b:2'], REDIS_URL: ['redis://a:1', 'redis://b:2'], WEIR_PORT: 8080 })
  })

  it('minds only the settings that a process names, but refuses a name that none knows', () => {
    expect(problemsOf(['WEIR_PORT'], { WEIR_CLOCK: 'sundial', WEIR_KEY: 'x', HOME: '/' })).toEqual([])
    expect(problemsOf(['WEIR_PORT'], { WEIR_WEBHOOK_CRM: 'whsec_x' })).toEqual([])
    expect(problemsOf(['WEIR_PORT'], { WEIR_PORT_FILE: 'x' })[0]).toMatch(/^WEIR_PORT_FILE: there is no such setting/)
  })

  it('reads secrets from files, and never shows one', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'weir-settings-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const file = join(folder, 'password')
    await writeFile(file, 'from a file\n')
    expect(readSettings(['KAFKA_PASSWORD'], { KAFKA_PASSWORD_FILE: file })).toEqual({ KAFKA_PASSWORD: 'from a file' })
    expect(problemsOf(['KAFKA_PASSWORD'], { KAFKA_PASSWORD_FILE: file, KAFKA_PASSWORD: 'x' })[0]).toMatch(/given twice/)
    expect(problemsOf(['KAFKA_PASSWORD'], { KAFKA_PASSWORD_FILE: `${file}.not` })[0]).toMatch(/ENOENT/)
    const shown = problemsOf(['WEIR_ADMIN_KEY', 'REDIS_URL'], {
      WEIR_ADMIN_KEY: 'too short!',
      REDIS_URL: 'mysql://u:hush@h',
    }).join()
    expect(shown).toMatch(/WEIR_ADMIN_KEY.*REDIS_URL/s)
    expect(shown).not.toMatch(/too short!|hush/)
  })

  it('are all described', () => {
    const help = describeSettings(EVERY)
    expect(help.split('\n')).toHaveLength(EVERY.length)
    expect(help).toMatch(/WEIR_ADMIN_KEY .*WEIR_ADMIN_KEY_FILE/)
  })
})
