import { run } from '@weir/testkit'
import { readSettings } from '@weir/runtime'
import type { SettingName } from '@weir/runtime'
import { ROOT } from '../tidy/repository.ts'

export const PROCESSES = ['ingest', 'segmenter', 'loader', 'reporting'] as const

/** Which settings a process has, as it says itself. */
export async function settingsOf(name: string): Promise<SettingName[]> {
  const args = ['--conditions=@weir/source', '--import', 'tsx', `services/${name}/src/main.ts`, '--help']
  await using help = await run(process.execPath, args, { cwd: ROOT })
  const { code } = await help.ended
  const names = [...help.stdout().matchAll(/^ {2}((?:WEIR|KAFKA|REDIS|CLICKHOUSE)_\w+)/gm)].map(
    (match) => match[1] as SettingName,
  )
  if (code !== 0 || names.length === 0) throw new Error(`${name} --help failed:\n${help.stdout()}${help.stderr()}`)
  return names
}

/** For secrets that lie in a file of the container. */
const STAND_INS: Record<string, string> = {
  WEIR_ADMIN_KEY: 'a-key-for-nothing-0001',
  REDIS_URL: 'redis://weir:x@redis:6379',
  WEIR_INGEST_REDIS_URL: 'redis://ingest:x@redis:6379',
}

/**
 * What is wrong with the environment of a process: names that it does not know, values it would
 * refuse, addresses nobody could reach.
 */
export function environmentFaults(
  name: string,
  settings: readonly SettingName[],
  env: Readonly<Record<string, string>>,
): string[] {
  const known = new Set<string>(settings)
  const faults: string[] = []
  const plain: Record<string, string> = {}
  for (const [variable, value] of Object.entries(env)) {
    const setting = variable.replace(/_FILE$/, '')
    if (!known.has(setting)) faults.push(`${name} is given ${variable}, which is no setting of it`)
    if (value === '') continue
    if (setting in plain) faults.push(`${name} is given ${setting} twice`)
    plain[setting] = setting === variable ? value : (STAND_INS[setting] ?? 'x')
  }
  try {
    readSettings(settings, plain)
  } catch (error) {
    faults.push(...(error as Error).message.split('\n').map((line) => `${name} would refuse ${line}`))
  }
  if (plain['WEIR_HOST'] !== '0.0.0.0') faults.push(`${name} can be reached from inside its container only`)
  for (const setting of ['CLICKHOUSE_USER', 'CLICKHOUSE_PASSWORD', 'CLICKHOUSE_DATABASE']) {
    if (known.has(setting) && plain[setting] === undefined) faults.push(`${name} is not given ${setting}`)
  }
  if (plain['CLICKHOUSE_USER'] !== undefined && plain['CLICKHOUSE_USER'] !== name)
    faults.push(`${name} is another user of ClickHouse`)
  return faults
}
