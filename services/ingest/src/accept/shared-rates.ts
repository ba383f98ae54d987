import { createHash } from 'node:crypto'
import { Gauge, within } from '@weir/runtime'
import type { Logger, Registry } from '@weir/runtime'
import type { SharedBuckets } from './shared-buckets.ts'
import { KEYS_MAX } from './token-buckets.ts'
import type { BucketMaker, TokenBuckets } from './token-buckets.ts'

/**
 * So many seconds' worth of a bucket a process lets through before it has heard what is left: over
 * n processes, n times that is the most by which a limit may be exceeded at once. All of it is
 * charged, so in the long run the limit is exact.
 */
export const CREDIT_S = 0.5
/** What was let through is told this often, ms: one batch, whatever came. */
const TELL_MS = 25
/** Buckets in one batch. */
const BATCH_MAX = 1_000
/**
 * After so long without an answer each process counts for itself. Less than the credit
 * lasts, so a sender within the limit is not refused meanwhile, ms.
 */
const ANSWER_MS_MAX = 250
/** How often it is tried then, ms. */
const RETRY_MS = 500

/** Rates that several processes share: each lets through on credit, and tells in batches. */
export interface SharedRates {
  buckets: BucketMaker
  close(): void
}

export interface SharedRatesDeps {
  shared: SharedBuckets
  logger: Logger
  registry: Registry
}

/** What a process knows of one bucket. */
interface Account {
  readonly key: string
  readonly perSecond: number
  readonly burst: number
  /** What was left in it at `at` (ms, monotonic); undefined before the first answer. */
  tokens: number | undefined
  at: number
  /** Let through, and not yet answered; `untold` of it is not yet told. */
  owed: number
  untold: number
}

/**
 * Token buckets with a decision at once: a request never waits for Redis. While that does not
 * answer, a process goes on with what it last knew, as if the buckets were its own.
 */
export function createSharedRates({ shared, logger, registry }: SharedRatesDeps): SharedRates {
  const dirty = new Set<Account>()
  let isAway = false
  let timer: NodeJS.Timeout | undefined
  let closed = false
  const gauge: Gauge = new Gauge({
    name: 'weir_ingest_rates_shared',
    help: '1 while all ingest processes share their rates, 0 while each counts for itself.',
    registers: [registry],
    collect: () => gauge.set(isAway ? 0 : 1),
  })

  const settle = (batch: readonly { account: Account; told: number }[], left: readonly number[]): void => {
    const now = performance.now()
    for (const [i, { account, told }] of batch.entries()) {
      account.tokens = left[i] ?? account.tokens
      account.at = now
      account.owed = Math.max(0, account.owed - told)
    }
  }
  const reach = (reached: boolean, error?: unknown): void => {
    if (isAway === !reached) return
    isAway = !reached
    const reason = error instanceof Error ? error.message : String(error)
    if (isAway) logger.warn({ reason }, 'rates cannot be shared: each ingest counts for itself meanwhile')
    else logger.info('rates are shared again')
  }
  const tell = async (): Promise<void> => {
    const batch = [...dirty].slice(0, BATCH_MAX).map((account) => ({ account, told: account.untold }))
    for (const { account } of batch) {
      dirty.delete(account)
      account.untold = 0
    }
    const charges = batch.map(({ account: { key, perSecond, burst }, told }) => ({ key, tokens: told, perSecond, burst }))
    try {
      const left = await within(shared.charge(charges.length > 0 ? charges : [NOTHING]), ANSWER_MS_MAX, () => {
        throw new Error(`no answer within ${ANSWER_MS_MAX} ms`)
      })
      settle(batch, left)
      reach(true)
    } catch (error) {
      const now = performance.now()
      settle(
        batch,
        batch.map(({ account, told }) => tokensAt(account, now) - told),
      )
      reach(false, error)
    }
  }
  const plan = (): void => {
    if (closed || timer !== undefined || (dirty.size === 0 && !isAway)) return
    const next = async (): Promise<void> => {
      await tell()
      timer = undefined
      plan()
    }
    timer = setTimeout(() => void next(), isAway ? RETRY_MS : TELL_MS).unref()
  }

  const spend = (account: Account, tokens: number, now: number): void => {
    if (isAway) {
      // Other processes do not hear of this: told later, it would be charged to all of them.
      account.tokens = tokensAt(account, now) - account.owed - tokens
      account.at = now
      account.owed = account.untold = 0
      dirty.delete(account)
      return
    }
    account.owed += tokens
    account.untold += tokens
    dirty.add(account)
    plan()
  }
  /** What may be spent before Redis is asked. */
  const credit = (account: Account, now: number): number => {
    const left = tokensAt(account, now)
    return (isAway ? left : Math.min(left, Math.max(1, account.perSecond * CREDIT_S))) - account.owed
  }
  return {
    buckets: (kind, perSecond, burst) => bucketsOf({ kind, perSecond, burst, spend, credit }),
    close() {
      closed = true
      clearTimeout(timer)
    },
  }
}

interface Kind {
  kind: string
  perSecond: number
  burst: number
  spend: (account: Account, tokens: number, now: number) => void
  credit: (account: Account, now: number) => number
}

function bucketsOf({ kind, perSecond, burst, spend, credit }: Kind): TokenBuckets {
  const accounts = new Map<string, Account>()
  const open = (name: string, now: number): Account => {
    const key = createHash('sha256').update(`${kind}\0${name}`).digest('base64url').slice(0, 22)
    return { key, perSecond, burst, tokens: undefined, at: now, owed: 0, untold: 0 }
  }
  return {
    wait(name, now) {
      if (perSecond === 0) return 0
      const account = accounts.get(name)
      const left = account ? credit(account, now) : burst
      return left >= 1 ? 0 : (1000 * (1 - left)) / perSecond
    },
    spend(name, tokens, now) {
      if (perSecond === 0) return
      const account = accounts.get(name) ?? open(name, now)
      spend(account, tokens, now)
      // The one that was not used for longest is the first of the map, and the fullest.
      accounts.delete(name)
      accounts.set(name, account)
      if (accounts.size > KEYS_MAX) for (const oldest of accounts.keys()) return void accounts.delete(oldest)
    },
  }
}

/** What would be left by now if no other process had spent anything: never less than there is. */
function tokensAt({ tokens, at, perSecond, burst }: Account, now: number): number {
  return tokens === undefined ? burst : Math.min(burst, tokens + ((now - at) * perSecond) / 1000)
}

/** Charged when there is nothing to tell, to see whether Redis answers again. */
const NOTHING = { key: 'nothing', tokens: 0, perSecond: 1, burst: 1 }
