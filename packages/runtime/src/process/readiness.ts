import type { Check } from '../http/health.ts'
import type { Logger } from '../logger.ts'
import { within } from '../waits.ts'

/**
 * How long a question about readiness may take, ms: whoever asks has a patience of some seconds.
 */
const ANSWER_MS_MAX = 2_000
/** An answer stands for so long, ms, however often somebody asks. */
const FRESH_MS = 500

/** What a process needs to do its work, by name: each is asked when somebody wants to know. */
export interface Readiness {
  /** @param ask resolves when it works, with a detail for the operator if there is one to tell. */
  add(name: string, ask: () => Promise<string | undefined | void>): void
  checks(): Promise<Check[]>
}

/** @param logger told once when something is missing, and once when all of it is there again. */
export function createReadiness(logger: Logger): Readiness {
  const tell = createTeller(logger)
  const needs: { name: string; look: () => Promise<Check> }[] = []
  let answer: { at: number; checks: Promise<Check[]> } | undefined
  return {
    add: (name, ask) => void needs.push({ name, look: looking(name, ask) }),
    checks() {
      if (!answer || performance.now() - answer.at > FRESH_MS)
        answer = { at: performance.now(), checks: Promise.all(needs.map(({ look }) => look())).then(tell) }
      return answer.checks
    },
  }
}

/**
 * A question that was not answered in time is not asked again while it is open: they would pile up
 * during an outage.
 */
function looking(name: string, ask: () => Promise<string | undefined | void>): () => Promise<Check> {
  let open: Promise<Check> | undefined
  const inWords = async (): Promise<Check> => {
    try {
      const detail = await ask()
      return { name, ok: true, ...(detail ? { detail } : {}) }
    } catch (error) {
      return { name, ok: false, detail: error instanceof Error ? error.message : String(error) }
    } finally {
      open = undefined
    }
  }
  return async () => {
    open ??= inWords()
    return within(open, ANSWER_MS_MAX, (): Check => ({ name, ok: false, detail: `no answer within ${ANSWER_MS_MAX / 1000} s` }))
  }
}

/**
 * A process that nobody asks anything may be without its engines for long: who looks at its
 * readiness finds the reason in its log.
 */
function createTeller(logger: Logger): (checks: Check[]) => Check[] {
  let told = ''
  return (checks) => {
    const failing = checks.filter(({ ok }) => !ok)
    const names = failing.map(({ name }) => name).join(', ')
    if (names !== told) {
      if (names === '') logger.info('ready again')
      else logger.warn({ failing }, `not ready: ${names}`)
    }
    told = names
    return checks
  }
}
