import { TOPICS } from '@weir/contracts'
import type { EventLog } from '@weir/eventlog'
import { configTrouble } from '@weir/runtime'
import type { ClockWatch, ConfigView } from '@weir/runtime'
import type { Warehouse } from '@weir/warehouse'
import type { DamageWatch } from './damage-watch.ts'

/** Whether each part that the process needs answers at present. */
export async function readiness(
  log: EventLog,
  warehouse: Warehouse,
  watch: ClockWatch,
  view: ConfigView,
  damage: DamageWatch,
): Promise<{ name: string; ok: boolean; detail?: string }[]> {
  const check = async (name: string, work: () => Promise<unknown>): Promise<{ name: string; ok: boolean; detail?: string }> => {
    try {
      const detail = await work()
      return { name, ok: true, ...(typeof detail === 'string' ? { detail } : {}) }
    } catch (error) {
      return { name, ok: false, detail: error instanceof Error ? error.message : String(error) }
    }
  }
  return [
    await check('log', () => log.end(TOPICS.hits, 0)),
    await check('warehouse', () => warehouse.ping()),
    await check('clock', () => watch.check()),
    await check('state', () => damage.check()),
    await check('configuration', async () => configTrouble(view)),
  ]
}
