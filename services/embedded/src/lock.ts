import { lockFolder as lock } from '@weir/runtime'

/** One process per data folder. @throws Error when another one has it. */
export async function lockDataFolder(folder: string): Promise<{ release(): Promise<void> }> {
  return lock(folder, { called: 'data folder', setting: 'WEIR_DATA' })
}
