import { createRequire } from 'node:module'
import type { Bot } from '@weir/contracts'
import { createIsbotFromList, list } from 'isbot'
import QuickLRU from 'quick-lru'
import type { Networks } from './networks.ts'

/** Tells machines from people. */
export interface BotWatch {
  /**
   * @param userAgent of the visitor; without one nothing is said.
   * @param address of the visitor. It is looked up and not kept.
   * @param isRequest whether the user agent is that of a request and not what a sender says of the
   *   visitor: then the name of an HTTP library tells of a relay, and of no visitor.
   * @returns what says that it is a machine.
   */
  labelOf(userAgent: unknown, address: unknown, isRequest?: boolean): Bot | undefined
}

/** Visitors come with few user agents. At most twice as many stay. */
const CACHED = 5_000
/** Longer ones are looked at as far as this, so that made ones cost no more. */
const LENGTH_MAX = 512

/**
 * Patterns of isbot that look at the form of a text alone: `MyShop/3.2`, `Mozilla/5.0` and whatever
 * else is no browser's. Apps, and senders that shorten what they pass on, look like that, too.
 */
const BY_FORM = /^\^(?:\[|\\d|\\w|mozilla)/
const isNamed = createIsbotFromList(list.filter((pattern) => !BY_FORM.test(pattern)))

/** What else crawlers call themselves. Required, as Node 20 warns of imported JSON. */
const require = createRequire(import.meta.url)
const crawlers: readonly { pattern: string }[] = require('crawler-user-agents')
const CRAWLER = new RegExp(crawlers.map(({ pattern }) => pattern).join('|'))

/** Server-side tags and proxies pass a page's hits on with these, unless told otherwise. */
const HTTP_LIBRARY =
  /^(?:node|undici|axios|got|curl|wget|okhttp|go-http-client|python|aiohttp|apache-httpclient|java|guzzlehttp|php|ruby|faraday|postmanruntime|httpie|k6)\b/i

/** @param dataCentres where no people are. */
export function createBotWatch(dataCentres?: Networks): BotWatch {
  const known = new QuickLRU<string, boolean>({ maxSize: CACHED })
  const isMachine = (userAgent: string): boolean => {
    let is = known.get(userAgent)
    if (is === undefined) {
      is = isNamed(userAgent) || CRAWLER.test(userAgent)
      known.set(userAgent, is)
    }
    return is
  }
  return {
    labelOf(userAgent, address, isRequest = false) {
      if (typeof userAgent === 'string' && userAgent !== '' && !(isRequest && HTTP_LIBRARY.test(userAgent))) {
        if (isMachine(userAgent.slice(0, LENGTH_MAX))) return 'user_agent'
      }
      return typeof address === 'string' && dataCentres?.has(address.trim()) === true ? 'data_centre' : undefined
    },
  }
}
