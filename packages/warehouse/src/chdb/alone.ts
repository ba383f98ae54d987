import { readFileSync } from 'node:fs'
import { decodeStoredText, isObject } from '@weir/contracts'
import { endProcess, openEngine } from './engine.ts'
import type { AloneSettings } from './messages.ts'

/**
 * The chDB engine as a server of its own: `alone.js SETTINGS`, a JSON file (the password is then
 * neither in the arguments nor in the environment). It stays until SIGTERM or SIGINT, whoever
 * started it.
 */
async function main(settingsPath: string): Promise<void> {
  const settings = decodeStoredText(readFileSync(settingsPath, 'utf8'), settingsPath, isSettings)
  const engine = await openEngine({ ...settings, faultsAllowed: false })
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => endProcess(() => engine.stop()))
  process.stdout.write(`chDB listens on http://127.0.0.1:${engine.port}\n`)
}

function isSettings(value: unknown): value is AloneSettings {
  if (!isObject(value)) return false
  const { dir, port, user, password } = value
  return [dir, user, password].every((text) => typeof text === 'string') && typeof port === 'number'
}

main(process.argv[2] ?? '').catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`)
  process.exit(1)
})
