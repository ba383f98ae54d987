import type { Bot } from '@weir/contracts'
import { isbot } from 'isbot'
import QuickLRU from 'quick-lru'
import type { Networks } from './networks.ts'

/** Tells machines from people. */
export interface BotWatch {
  /**
   * @param userAgent of the visitor; without one nothing is said.
   * @param address of the visitor. It is looked up and not kept.
   * @returns what says that it is a machine.
   */
  labelOf(userAgent: unknown, address: unknown): Bot | undefined
}

/** Visitors come with few user agents. At most twice as many stay. */
const CACHED = 5_000
/** Longer ones are looked at as far as this, so that made ones cost no more. */
const LENGTH_MAX = 512

/** @param dataCentres where no people are. */
export function createBotWatch(dataCentres?: Networks): BotWatch {
  const known = new QuickLRU<string, boolean>({ maxSize: CACHED })
  const isMachine = (userAgent: string): boolean => {
    let is = known.get(userAgent)
    if (is === undefined) {
      is = isbot(userAgent)
      known.set(userAgent, is)
    }
    return is
  }
  return {
    labelOf(userAgent, address) {
      if (typeof userAgent === 'string' && userAgent !== '' && isMachine(userAgent.slice(0, LENGTH_MAX))) return 'user_agent'
      return typeof address === 'string' && dataCentres?.has(address.trim()) === true ? 'data_centre' : undefined
    },
  }
}
