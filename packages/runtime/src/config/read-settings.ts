import { readFileSync } from 'node:fs'
import { keysOf } from '@weir/contracts'
import { z } from 'zod'
import { SETTINGS } from './settings.ts'
import type { Setting, SettingName, Settings } from './settings.ts'
import { asError, errorCode } from '../errors.ts'

/** All problems of the configuration at once: one line each, naming the variable. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

const SETTING_NAMES = keysOf(SETTINGS)

export type Environment = Readonly<Record<string, string | undefined>>

/**
 * Variables that are not settings of a process and may stand in the same environment: of the
 * command line client, and of tests.
 */
const OTHERS = new Set([
  'WEIR_URL',
  'WEIR_INGEST_URL',
  'WEIR_KEY',
  'WEIR_TEST_KAFKA',
  'WEIR_TEST_REDIS',
  'WEIR_TEST_REDIS_CLUSTER',
  'WEIR_TEST_CLICKHOUSE',
  'WEIR_TEST_BUILT',
])
/** Secrets of webhooks are called as their owners like, see webhookVariable. */
const WEBHOOK_SECRET = 'WEIR_WEBHOOK_'

/**
 * Reads the named settings from the environment and checks them as a whole. An empty variable is
 * one that is not set.
 * @throws ConfigError with every problem, also `WEIR_` variables that no process knows.
 */
export function readSettings<const N extends SettingName>(names: readonly N[], env: Environment = process.env): Settings<N> {
  const problems: string[] = []
  const values: Partial<Record<SettingName, unknown>> = {}
  for (const name of names) {
    const setting: Setting<unknown> = SETTINGS[name]
    try {
      values[name] = setting.schema.parse(textOf(name, setting, env))
    } catch (error) {
      problems.push(...faultsOf(name, error))
    }
  }
  problems.push(...contradictions(values), ...unknownNames(env))
  if (problems.length > 0) throw new ConfigError(problems.join('\n'))
  // Every setting has been read by its own schema; a type per name is lost in the loop.
  // oxlint-disable-next-line no-unsafe-type-assertion -- each schema has read its own
  return values as Settings<N>
}

/** `  NAME   meaning`, a line each: for `--help`. */
export function describeSettings(names: readonly SettingName[]): string {
  const width = Math.max(...names.map((name) => name.length))
  return names
    .map((name) => {
      const { meaning, secret }: Setting<unknown> = SETTINGS[name]
      return `  ${name.padEnd(width)}  ${meaning}${secret ? '; also as a file, named in ' + name + '_FILE' : ''}`
    })
    .join('\n')
}

function textOf(name: string, { secret }: Setting<unknown>, env: Environment): string | undefined {
  const text = present(env[name])
  const file = secret ? present(env[`${name}_FILE`]) : undefined
  if (file === undefined) return text
  if (text !== undefined) throw new Error(`is given twice, also as ${name}_FILE`)
  try {
    return present(readFileSync(file, 'utf8').trim())
  } catch (error) {
    throw new Error(`the file that ${name}_FILE names cannot be read (${errorCode(error)})`, {
      cause: error,
    })
  }
}

/** An issue of zod may quote what it got; of a secret nothing may be shown. */
function faultsOf(name: SettingName, error: unknown): string[] {
  const { secret }: Setting<unknown> = SETTINGS[name]
  const messages = error instanceof z.ZodError ? error.issues.map(({ message }) => message) : [asError(error).message]
  return messages.map((message) => `${name}: ${secret && /received/.test(message) ? 'is not of the right form' : message}`)
}

/** What each setting allows for itself, and both together do not. */
function contradictions({ WEIR_KEEP_PEOPLE: people, WEIR_KEEP_FACTS: facts }: Partial<Record<SettingName, unknown>>): string[] {
  if (typeof people !== 'number' || typeof facts !== 'number' || people === Infinity || people <= facts) return []
  return ['WEIR_KEEP_PEOPLE: must not be longer than WEIR_KEEP_FACTS, which tell when somebody was last seen']
}

function unknownNames(env: Environment): string[] {
  const isKnown = (name: string): boolean => {
    const plain = SETTING_NAMES.find((setting) => `${setting}_FILE` === name)
    if (Object.hasOwn(SETTINGS, name) || OTHERS.has(name) || name.startsWith(WEBHOOK_SECRET)) return true
    if (plain === undefined) return false
    const { secret }: Setting<unknown> = SETTINGS[plain]
    return secret === true
  }
  const unknown = Object.keys(env).filter(
    (name) => name.startsWith('WEIR_') && present(env[name]) !== undefined && !isKnown(name),
  )
  const known = Object.keys(SETTINGS).filter((name) => name.startsWith('WEIR_'))
  return unknown.map((name) => `${name}: there is no such setting; known are ${known.join(', ')}`)
}

function present(text: string | undefined): string | undefined {
  return text === '' ? undefined : text
}
