import { durationMs } from '@weir/contracts'
import type { JourneyInput, JourneyStep, PersonEvent, Selector } from '@weir/contracts'
import { selects } from '../oracle/values.ts'

/**
 * A journey as a machine that goes through a person's events one after the other: what the words of
 * docs/semantics.md say, and nothing of how rules are made. For tests only.
 */

/** Evaluates a condition of a journey, or the segment of its entry, at an instant. */
type Ask = (condition: unknown, at: number) => boolean

/**
 * Where the person is at an instant: a step, `entry`, `goal`, or nowhere.
 * @param history in order of time.
 */
export function whereIs(journey: JourneyInput, history: readonly PersonEvent[], at: number, ask: Ask): string | undefined {
  const { entry, goal, exits, steps, reentry } = journey
  const lasts = durationMs(journey.lasts)
  const parentOf = (step: JourneyStep): JourneyStep | undefined => {
    const i = steps.indexOf(step)
    return step.after === undefined ? steps[i - 1] : steps.find(({ id }) => id === step.after)
  }
  /** The step before with an event; undefined for the entry. */
  const anchorOf = (step: JourneyStep): JourneyStep | undefined => {
    let above = parentOf(step)
    while (above && !above.event) above = parentOf(above)
    return above
  }
  const isBelow = (step: JourneyStep, other: JourneyStep): boolean => {
    const above = parentOf(step)
    return above !== undefined && (above === other || isBelow(above, other))
  }

  let begun: number | undefined
  let [entries, isLate, goalSeen] = [0, false, false]
  let [out, reached] = [-Infinity, -Infinity]
  const done = new Map<JourneyStep, number>()
  const takes = (selector: Selector | undefined, event: PersonEvent): boolean =>
    selector !== undefined && selects(selector, event)
  for (const event of history.filter((one) => one.hit.event_time <= at)) {
    const time = event.hit.event_time
    if (takes(entry.event, event)) {
      begun = time
      entries++
      isLate ||= goalSeen
      out = reached = -Infinity
      done.clear()
    } else {
      if (exits.some((exit) => takes(exit.event, event))) out = time
      if (takes(goal?.event, event)) reached = time
      for (const step of steps) {
        const anchor = anchorOf(step)
        if (!takes(step.event, event) || takes(anchor?.event, event)) continue
        if (anchor ? !done.has(anchor) : entry.event && begun === undefined) continue
        done.set(step, time)
        for (const other of steps) if (isBelow(other, step)) done.delete(other)
      }
    }
    goalSeen ||= takes(goal?.event, event)
  }

  const isRecent = (time: number): boolean => at < time + lasts
  if (entry.event ? begun === undefined || !isRecent(begun) : !ask({ segment: entry.segment }, at)) return undefined
  if (reentry === 'never' && entries > 1) return undefined
  if (reentry === 'not_after_goal' && isLate) return undefined
  if (isRecent(out) || exits.some((exit) => exit.if && ask(exit.if, at))) return undefined
  if (goal && (goal.event ? isRecent(reached) : ask(goal.if, at))) return 'goal'

  const isOpen = (step: JourneyStep, since: number): boolean => {
    if (step.event && !(done.has(step) && isRecent(done.get(step)!))) return false
    if (step.wait !== undefined && at < since + durationMs(step.wait)) return false
    return step.if === undefined || ask(step.if, at)
  }
  let here: JourneyStep | undefined
  let since = begun ?? NaN
  for (;;) {
    const next: JourneyStep | undefined = steps.find((step) => parentOf(step) === here && isOpen(step, since))
    if (!next) return here?.id ?? 'entry'
    since = next.event ? done.get(next)! : since + (next.wait === undefined ? 0 : durationMs(next.wait))
    here = next
  }
}
