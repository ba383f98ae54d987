import { readFileSync } from 'node:fs'

/** What this process has used. */
export interface Usage {
  /** User and system time of all its threads, us. */
  cpuUs: number
  /** Resident memory, MiB. */
  rssMb: number
  /**
   * The part of it that no file backs: without the pages of LMDB's map, which the kernel takes back
   * at will.
   */
  ownMb: number
}

export function usage(): Usage {
  const { user, system } = process.cpuUsage()
  const rssMb = process.memoryUsage.rss() / 2 ** 20
  return { cpuUs: user + system, rssMb, ownMb: anonymousMb() ?? rssMb }
}

/** Only Linux tells; elsewhere all resident memory counts as the process's own. */
function anonymousMb(): number | undefined {
  try {
    const kib = /RssAnon:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]
    return kib === undefined ? undefined : Number(kib) / 1024
  } catch {
    return undefined
  }
}

/**
 * Runs `work` and says how long it took, by the clock on the wall and in CPU time of this process.
 */
export async function timed(work: () => Promise<unknown>): Promise<{ seconds: number; cpuUs: number }> {
  const cpu = process.cpuUsage()
  const start = performance.now()
  await work()
  const seconds = (performance.now() - start) / 1000
  const { user, system } = process.cpuUsage(cpu)
  return { seconds, cpuUs: user + system }
}
