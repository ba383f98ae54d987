import { readFileSync } from 'node:fs'
import { endProcess, openEngine } from './engine.ts'
import type { AloneSettings } from './messages.ts'

/**
 * The chDB engine as a server of its own: `alone.js SETTINGS`, a JSON file (the password is then
 * neither in the arguments nor in the environment). It stays until SIGTERM or SIGINT, whoever
 * started it.
 */
async function main(settingsPath: string): Promise<void> {
  const settings = JSON.parse(readFileSync(settingsPath, 'utf8')) as AloneSettings
  const engine = await openEngine({ ...settings, faultsAllowed: false })
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => endProcess(() => engine.stop()))
  process.stdout.write(`chDB listens on http://127.0.0.1:${engine.port}\n`)
}

main(process.argv[2] ?? '').catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`)
  process.exit(1)
})
