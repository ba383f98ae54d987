import type { History } from './senders.ts'
import type { World } from './world.ts'

/**
 * A story in which nothing happens ends well whatever is checked at its end: nothing was taken that
 * could be lost. So every process has to have started, and some hit has to have been taken.
 */
export function checkHappened({ hosts }: Pick<World, 'hosts'>, history: History): string[] {
  const faults = hosts.all.filter((host) => !host.hasStarted()).map(({ name }) => `${name} never started`)
  const isTaken = [...history.values()].some((outcomes) => outcomes.includes('ok'))
  return isTaken ? faults : [...faults, `none of ${history.size} hits was acknowledged`]
}
