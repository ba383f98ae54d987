// Held by packages/segmentation/src/evolve/evolve.prop.test.ts

import type { TouchCondition } from '@weir/contracts'
import { canonicalKey } from '../definition/selectors.ts'
import { campaignOf } from '../definition/campaign.ts'
import { spanOf } from '../definition/windows.ts'
import type { Span } from '../definition/windows.ts'
import type { Entry } from '../state/entry.ts'
import { BUCKETS_PER_WINDOW, EXACT_ENTRIES_MAX, invalidate, MERGE_SLACK } from '../state/window-state.ts'
import type { WindowState } from '../state/window-state.ts'
import { identityOf } from './condition.ts'
import type { CompiledEventCondition } from './condition.ts'
import { evaluateBy } from './evaluate.ts'
import { keepNewest } from './exposure.ts'

/** The campaigns that a condition asks for. */
export function touchedCampaigns({ campaign }: TouchCondition): readonly string[] {
  return typeof campaign === 'string' ? [campaign] : campaign
}

/**
 * Compiles "the first, or last, event of the window that names a campaign names this one". The text
 * of an entry is its campaign. It changes by itself when that event leaves the window, or one that
 * waited enters it.
 */
export function compileTouch(condition: TouchCondition): CompiledEventCondition {
  const span = spanOf(condition.within)
  const asked = new Set(touchedCampaigns(condition))
  const isFirst = condition.touch === 'first'
  const touchAt = (state: WindowState, at: number): Entry | undefined =>
    isFirst ? firstAt(span, state.entries, at) : lastAt(span, state.entries, at)
  const truthAt = (state: WindowState, at: number): boolean => {
    const touch = touchAt(state, at)
    return touch !== undefined && asked.has(touch.text)
  }
  const nextTransition = (state: WindowState, after: number): number => {
    const truth = truthAt(state, after)
    if (isFirst) return nextFirst(span, state.entries, after, ({ text }) => asked.has(text) !== truth, truth)
    const instants = state.entries.flatMap(({ t }) => [span.enter(t), span.leave(t)])
    const ahead = instants.filter((at) => at > after && at < Infinity).sort((a, b) => a - b)
    return ahead.find((at) => truthAt(state, at) !== truth) ?? Infinity
  }
  return {
    ...identityOf(condition),
    source: {
      key: `touch ${canonicalKey([condition.touch, condition.within])}`,
      names: undefined,
      prefix: '',
      hint: undefined,
      entriesOf(hit, [plain]) {
        const text = span.takes(hit.event_time) ? campaignOf(hit.body) : undefined
        return text === undefined ? [] : [{ ...plain, text }]
      },
      retention: (state, now) => (isFirst ? keepFirst(span, state, now) : keepNewest(span, state, now)),
    },
    stateId: 0,
    truthAt,
    nextTransition,
    ...evaluateBy(truthAt, nextTransition),
    evidence(state, at) {
      const touch = touchAt(state, at)
      return { entries: touch ? [touch] : [], value: touch?.text }
    },
  }
}

function firstAt({ enter, leave }: Span, entries: readonly Entry[], at: number): Entry | undefined {
  const first = entries.find(({ t }) => leave(t) > at)
  return first && enter(first.t) <= at ? first : undefined
}

/**
 * Walks along the touches, each of which is the first from when the one before it has left until it
 * leaves itself.
 * @param differs whether the truth of a touch is another. @param truth without a touch it is false.
 */
function nextFirst(
  { enter, leave }: Span,
  entries: readonly Entry[],
  after: number,
  differs: (entry: Entry) => boolean,
  truth: boolean,
): number {
  let at = after
  for (const entry of entries) {
    const [enters, leaves] = [enter(entry.t), leave(entry.t)]
    if (leaves <= at) continue
    if (enters > at) {
      // Nothing counts until it enters.
      if (truth && at > after) return at
      at = enters
    }
    if (at > after && differs(entry)) return at
    at = leaves
  }
  return truth ? at : Infinity
}

function lastAt({ enter, leave }: Span, entries: readonly Entry[], at: number): Entry | undefined {
  const last = entries.findLast(({ t }) => enter(t) <= at)
  return last && leave(last.t) > at ? last : undefined
}

/**
 * Of a window that nothing leaves, the first touch is enough. Of others all matter; of those that
 * are too many, the first of each window / 256 stays.
 */
function keepFirst(span: Span, state: WindowState, now: number): void {
  const { entries } = state
  if (span.lengthMs === Infinity) {
    if (entries.length > 1) state.entries = entries.slice(0, 1)
    return
  }
  let gone = 0
  while (gone < entries.length && span.leave(entries[gone]!.t) <= now) gone++
  if (gone > 0) {
    state.exactFrom = Math.max(state.exactFrom, span.leave(entries[gone - 1]!.t))
    state.entries = entries.slice(gone)
  }
  if (state.entries.length > EXACT_ENTRIES_MAX + MERGE_SLACK) thin(span, state, now)
}

function thin(span: Span, state: WindowState, now: number): void {
  const { entries } = state
  const widthMs = Math.max(1, Math.floor(span.lengthMs / BUCKETS_PER_WINDOW))
  const bucketOf = ({ t }: Entry): number => Math.floor(span.leave(t) / widthMs)
  const last = entries.length - EXACT_ENTRIES_MAX
  state.entries = entries.filter((entry, i) => i === 0 || i >= last || bucketOf(entry) !== bucketOf(entries[i - 1]!))
  state.exactFrom = Math.max(state.exactFrom, now)
  invalidate(state)
}
