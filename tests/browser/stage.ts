import { setTimeout as delay } from 'node:timers/promises'
import { expect } from 'vitest'
import { startWeir } from '../support/embedded.ts'
import type { LocalWeir, Settings } from '../support/embedded.ts'
import { openBrowser } from './browser.ts'
import type { Visitor } from './browser.ts'
import { openShop } from './shop.ts'
import type { Shop } from './shop.ts'

/** A browser, a shop on one site, and Weir on another, with two segments to be seen in. */
export interface Stage extends AsyncDisposable {
  weir: LocalWeir
  shop: Shop
  visit(): Promise<Visitor>
  /** @returns the code of a new source. */
  newSource(more?: object): Promise<string>
  /** What ingest took from a source, and how many of those were copies. */
  taken(code: string): Promise<{ accepted: number; copies: number }>
  /** Waits until a source has so many events, copies not counted. */
  arrive(code: string, events: number): Promise<void>
  /** Segments of the person with an e-mail address; none of somebody unknown. */
  memberships(email: string): Promise<string[]>
  /** What the service says that the person has consented to, by purpose. */
  consentOf(email: string): Promise<Record<string, boolean>>
}

interface Person {
  memberships: { segment: string }[]
  consent: Record<string, { granted: boolean }>
}

export async function openStage(settings: Settings = {}): Promise<Stage> {
  const weir = await startWeir({ WEIR_CLOCK: 'system', ...settings })
  const shop = await openShop(weir.url)
  const browser = await openBrowser()
  const bought = { event: { name: 'Purchase' }, within: '1d' }
  await weir.client.put('/v1/segments/buyers', { name: 'Buyers', rule: bought })
  await weir.client.put('/v1/segments/twice', { name: 'Bought twice', rule: { ...bought, count: { gte: 2 } } })
  let sources = 0

  async function person(email: string): Promise<Person> {
    await weir.settled()
    const { status, body } = await weir.client.call<Person>('GET', `/v1/people/email:${email}`)
    return status === 200 ? body : { memberships: [], consent: {} }
  }
  async function taken(code: string): Promise<{ accepted: number; copies: number }> {
    await weir.settled()
    const { hours } = await weir.client.get<{ hours: { accepted: number; duplicates: number }[] }>(`/v1/sources/${code}/health`)
    const sum = (key: 'accepted' | 'duplicates'): number => hours.reduce((all, hour) => all + hour[key], 0)
    return { accepted: sum('accepted'), copies: sum('duplicates') }
  }
  const counts = async (code: string): Promise<number> => {
    const { accepted, copies } = await taken(code)
    return accepted - copies
  }

  return {
    weir,
    shop,
    visit: () => browser.visit(),
    async newSource(more = {}) {
      const code = `CBROWSER${++sources}`
      await weir.client.put(`/v1/sources/${code}`, {
        name: code,
        kind: 'pixel',
        consent_basis: 'assumed',
        bots: 'ignore',
        ...more,
      })
      return code
    },
    taken,
    arrive: (code, events) => expect.poll(() => counts(code), { timeout: 15_000 }).toBe(events),
    memberships: async (email) => (await person(email)).memberships.map(({ segment }) => segment).toSorted(),
    async consentOf(email) {
      const { consent } = await person(email)
      return Object.fromEntries(Object.entries(consent).map(([purpose, { granted }]) => [purpose, granted]))
    },
    async [Symbol.asyncDispose]() {
      await browser[Symbol.asyncDispose]()
      await shop[Symbol.asyncDispose]()
      await weir[Symbol.asyncDispose]()
    },
  }
}

/** Long enough for what should not come to come. */
export const aWhile = (): Promise<void> => delay(700)

/** The names of what a visitor's browser has posted. */
export const names = ({ posted }: Visitor): string[] => posted.map(({ event }) => event)
