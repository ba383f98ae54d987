import { once } from 'node:events'
import { join } from 'node:path'
import { readConfig, startEmbedded } from '@weir/embedded'
import type { Embedded, EmbeddedConfig } from '@weir/embedded'
import { tempFolder } from '@weir/testkit'
import type { RunningProcess } from '@weir/testkit'
import { layWarehouse } from '@weir/testkit/warehouse'
import { openClient } from './embedded-client.ts'
import type { Client } from './embedded-client.ts'
import { runService } from './programs.ts'

/**
 * The whole service for end-to-end tests: in this process, or as a process of its own. Every test
 * says its own settings.
 */

export const ADMIN_KEY = 'end-to-end-admin-key'

export type Settings = Record<`WEIR_${string}`, string>

/**
 * Weir in this process. Leaving its scope closes it, and removes the folder if it was made here.
 */
export interface LocalWeir extends Embedded, AsyncDisposable {
  client: Client
  /** The data folder. */
  folder: string
}

/**
 * @param settings as in the environment. Without WEIR_DATA it gets a folder of its own.
 * @param own what no setting says.
 */
export async function startWeir(settings: Settings = {}, own: Partial<EmbeddedConfig> = {}): Promise<LocalWeir> {
  const made = settings['WEIR_DATA'] === undefined ? await tempFolder('e2e') : undefined
  const folder = settings['WEIR_DATA'] ?? made!.path
  await layWarehouse(join(folder, 'warehouse'))
  const weir = await startEmbedded({ ...readConfig({ ...defaults(folder), ...settings }), ...own })
  return {
    ...weir,
    folder,
    client: openClient(weir.url, ADMIN_KEY),
    async [Symbol.asyncDispose]() {
      await weir.close()
      await made?.[Symbol.asyncDispose]()
    },
  }
}

/** Weir as `npm start` runs it, without waiting for anything. */
export function spawnWeir(folder: string, settings: Settings = {}, args: readonly string[] = []): Promise<RunningProcess> {
  return runService('embedded', args, { ...defaults(folder), ...settings })
}

/** A process of its own, with a client for it once it listens. */
export interface SpawnedWeir extends AsyncDisposable {
  process: RunningProcess
  client: Client
}

/**
 * Starts a process and waits until it listens.
 * @throws Error with its output when it ends before.
 */
export async function spawnReadyWeir(folder: string, settings: Settings = {}): Promise<SpawnedWeir> {
  await layWarehouse(join(folder, 'warehouse'))
  const weir = await spawnWeir(folder, settings)
  return { process: weir, client: await readyClient(weir), [Symbol.asyncDispose]: () => weir[Symbol.asyncDispose]() }
}

/** A client for the process once it listens. */
export async function readyClient(weir: RunningProcess): Promise<Client> {
  const [, url] = await weir.prints(/Weir listens on (http:\S+)/, 60_000)
  return openClient(url!, ADMIN_KEY)
}

/**
 * Resolves when the process that was told to stop has ended.
 * @throws Error when it takes longer.
 */
export async function endsWithin(weir: RunningProcess, ms: number): Promise<{ code: number | null; signal: string | null }> {
  const late = AbortSignal.timeout(ms)
  const tooLate = once(late, 'abort').then(() => Promise.reject(new Error(`still running after ${ms} ms:\n${weir.stdout()}`)))
  return Promise.race([weir.ended, tooLate])
}

function defaults(folder: string): Settings {
  return { WEIR_DATA: folder, WEIR_PORT: '0', WEIR_ADMIN_KEY: ADMIN_KEY, WEIR_CLOCK: 'manual', WEIR_LOG: 'warn' }
}
