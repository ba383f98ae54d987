import { PURPOSES } from '@weir/contracts'
import type { Hit, Purpose } from '@weir/contracts'
import { inTurn } from '@weir/testkit'
import { expect, test } from 'vitest'
import { tcfString } from '../../test/consent-strings.ts'
import { BATCH_1, bodyFor, EVENTS_2, NATIVE, NOW, openIngest, PIXEL, post, TRACK_1 } from '../../test/harness.ts'
import type { Harness } from '../../test/harness.ts'

/**
 * Every combination of signals in every dialect, against a table of what each says by itself
 * (docs/semantics.md, "Consent") and the order in which they count.
 */

type Says = Partial<Record<Purpose, boolean>>
interface State {
  consent?: object
  header?: string
  limited?: boolean
  says: Says
}

const says = (granted: boolean, ...of: readonly Purpose[]): Says => Object.fromEntries(of.map((one) => [one, granted]))
const ALL = says(true, 'storage', 'profiling', 'personalised_ads', 'measurement', 'modelling')
const NONE = says(false, 'storage', 'profiling', 'personalised_ads', 'measurement', 'modelling')
const OPTED_OUT = says(false, 'profiling', 'personalised_ads')
const NOTHING: State = { says: {} }
const [YES, NO] = [tcfString({ purposes: [1, 3, 4, 7, 10] }), tcfString({ purposes: [2, 5], legitimate: [1, 3, 4, 7, 10] })]

/** The signals by rank, the strongest first; within a rank the denial counts. */
const RANKS: readonly (readonly (readonly State[])[])[] = [
  [
    [
      NOTHING,
      { consent: { tcf: YES }, says: ALL },
      { consent: { tcf: NO }, says: NONE },
      { consent: { tcf: `${YES.slice(0, 20)}!` }, says: NONE },
    ],
  ],
  [
    [
      NOTHING,
      { consent: { gpp: `DBABMA~${YES}` }, says: ALL },
      { consent: { gpp: `DBABMA~${NO}` }, says: NONE },
      { consent: { gpp: 'DBABMA~garbage' }, says: NONE },
      { consent: { gpp: 'DBABTA~1YYN' }, says: OPTED_OUT },
    ],
    [NOTHING, { consent: { us_privacy: '1YNN' }, says: {} }, { consent: { us_privacy: '1YYN' }, says: OPTED_OUT }],
  ],
  [
    [
      NOTHING,
      {
        consent: {
          ad_storage: 'granted',
          ad_user_data: 'granted',
          ad_personalization: 'granted',
          analytics_storage: 'granted',
        },
        says: says(true, 'storage', 'profiling', 'personalised_ads', 'measurement'),
      },
      { consent: { ad_storage: 'denied', ad_personalization: 'denied' }, says: says(false, 'storage', 'personalised_ads') },
    ],
    [
      NOTHING,
      {
        consent: { marketingAllowed: true, analyticsProcessingAllowed: true },
        says: says(true, 'storage', 'profiling', 'personalised_ads', 'measurement'),
      },
      {
        consent: { marketingAllowed: false, saleOfDataAllowed: false },
        says: says(false, 'storage', 'profiling', 'personalised_ads'),
      },
    ],
  ],
  [
    [NOTHING, { consent: { gpc: true }, says: OPTED_OUT }],
    [NOTHING, { header: '1', says: OPTED_OUT }],
    [NOTHING, { limited: true, says: says(false, 'personalised_ads') }],
  ],
]
const SIGNALS = RANKS.flatMap((rank, at) => rank.map((states) => ({ at, states })))

/** One state of each signal. */
const ALL_COMBINATIONS = SIGNALS.reduce<readonly (readonly State[])[]>(
  (before, { states }) => before.flatMap((chosen) => states.map((state) => [...chosen, state])),
  [[]],
)
/** Those of this turn: seven is a factor of no number of states, so each share has all states. */
const COMBINATIONS = inTurn('combinations of signals', ALL_COMBINATIONS, 7)
const DIALECTS = [NATIVE, EVENTS_2, TRACK_1, BATCH_1, PIXEL]
const BASES = ['required', 'assumed'] as const

/** What the combination says of a purpose, rank by rank. */
function saidOf(chosen: readonly State[], purpose: Purpose): boolean | undefined {
  for (const rank of RANKS.keys()) {
    const here = chosen.filter((_, i) => SIGNALS[i]!.at === rank).flatMap((state) => state.says[purpose] ?? [])
    if (here.length > 0) return !here.includes(false)
  }
  return undefined
}

const WITHOUT_LIMITS = { requests: 0, bytes: 0 }
const rates = { address: WITHOUT_LIMITS, source: WITHOUT_LIMITS, key: WITHOUT_LIMITS }

/** Each has a second of its own, which is kept also where no id and no body may be. */
const timeOf = (i: number): number => NOW - i * 1_000

function bodyOf(path: string, chosen: readonly State[], i: number): Record<string, unknown> {
  const consent: object = Object.assign({}, ...chosen.map((state) => state.consent))
  const isLimited = chosen.some(({ limited }) => limited)
  const event_time = path === NATIVE || path === EVENTS_2 ? timeOf(i) / 1000 : new Date(timeOf(i)).toISOString()
  return { event_time, user: { email: 'a@example.com' }, consent, ...(isLimited ? { limited_data_use: true } : {}) }
}

/** As many at once as the dialect takes. */
async function sendAll(ingest: Harness, path: string, bodies: readonly Record<string, unknown>[], header: object): Promise<void> {
  const whole = bodies.map((body) => bodyFor(path, body))
  const list = path === EVENTS_2 ? 'data' : path === BATCH_1 ? 'batch' : undefined
  const joined = (some: typeof whole): unknown =>
    list === undefined ? some : { ...some[0], [list]: some.flatMap((one) => one[list] ?? []) }
  const size = path === NATIVE || list !== undefined ? 50 : 1
  for (let at = 0; at < whole.length; at += size) {
    const some = whole.slice(at, at + size)
    const { statusCode, body } = await post(ingest, path, size === 1 ? some[0] : joined(some), { ...header })
    expect(statusCode, body).toBeLessThan(300)
  }
}

const COUNT = COMBINATIONS.length * BASES.length
test.each(DIALECTS)(`%s: ${COUNT} combinations of signals and bases`, { timeout: 120_000 }, async (path) => {
  const key = path === PIXEL ? { keyless: true } : {}
  for (const basis of BASES) {
    await using ingest = await openIngest({
      assumed: [],
      rates,
      sources: { 'web-1': { name: 'x', kind: 'pixel', consent_basis: basis } },
    })
    for (const header of [undefined, '1']) {
      const sent = COMBINATIONS.flatMap((chosen, i) =>
        chosen.some((state) => state.header !== undefined) === (header !== undefined) ? [bodyOf(path, chosen, i)] : [],
      )
      await sendAll(ingest, path, sent, header === undefined ? {} : { 'sec-gpc': header })
    }
    const hits = new Map((await ingest.hits()).map((hit): [number, Hit] => [hit.event_time, hit]))
    expect(hits.size).toBe(COMBINATIONS.length)
    for (const [i, chosen] of COMBINATIONS.entries()) {
      const expected = PURPOSES.map((purpose) => {
        const said = saidOf(chosen, purpose)
        return [
          purpose,
          said === undefined ? { granted: basis === 'assumed', by: 'basis' } : { granted: said, by: 'signal', ...key },
        ]
      })
      expect(hits.get(timeOf(i))?.consent, JSON.stringify(chosen)).toEqual(Object.fromEntries(expected))
    }
  }
})
