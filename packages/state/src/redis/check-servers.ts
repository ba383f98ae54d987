import { layoutKey } from './keys.ts'
import type { RedisConnection } from './connection.ts'

/**
 * @throws Error when the state was made with another number of partitions, or when a server may
 *   throw keys away.
 */
export async function checkServers(
  link: RedisConnection,
  prefix: string,
  { partitions, mayGrow }: { partitions: number; mayGrow: boolean },
): Promise<void> {
  for (const report of await link.info('memory')) {
    const [maxMemory, policy] = [fieldOf(report, 'maxmemory'), fieldOf(report, 'maxmemory_policy')]
    if (maxMemory !== '0' && policy?.startsWith('allkeys'))
      throw new Error(`Redis has the maxmemory-policy ${policy} and would throw state away; set it to noeviction`)
  }
  const layout = `1 ${partitions}`
  const key = layoutKey(prefix)
  await link.value('set', [key, layout, 'NX'])
  const found = String(await link.value('get', [key]))
  // Those there are stay what they are, the others are empty.
  if (mayGrow && /^1 \d+$/.test(found) && Number(found.slice(2)) < partitions) {
    await link.value('set', [key, layout])
    return
  }
  if (found !== layout) {
    throw new Error(
      `the state "${prefix}" in Redis has the layout "${found}" (format, partitions); this program was started for "${layout}"`,
    )
  }
}

function fieldOf(report: string, name: string): string | undefined {
  return new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(report)?.[1]
}
