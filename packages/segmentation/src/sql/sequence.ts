// Held by tests/e2e/sql-parity.e2e.test.ts

import { durationMs } from '@weir/contracts'
import type { SequenceCondition } from '@weir/contracts'
import { selectorSql } from './values.ts'
import type { Bindings } from './bindings.ts'
import { windowAt } from '../definition/windows.ts'

/** The start of a chain that does not exist yet. */
const NEVER = -9_000_000_000_000_000

/**
 * Compiles a sequence to SQL. It folds the person's events that any step selects, in order and
 * once. The fold carries, for each step, the latest first event of a chain that has reached it, and
 * collects each completion with its first event (see conditions/sequence.ts).
 */
export function sequenceSql(condition: SequenceCondition, asOf: number, b: Bindings): string {
  const events = condition.sequence.flatMap((step) => ('absent' in step ? [] : [step.event]))
  const last = condition.sequence.at(-1)!
  const absent = 'absent' in last ? last : undefined
  const steps = events.length
  const selectors = absent ? [...events, absent.absent] : events
  const bits = selectors.map((selector, i) => `if(${selectorSql(selector, b).join(' AND ')}, ${1 << i}, 0)`).join(' + ')
  const at = b.bind(asOf, 'Int64')
  const list = `arraySort(e -> (e.1, e.2), groupArrayIf((t, eid, toUInt32(${bits})), t <= ${at} AND (${bits}) > 0))`

  const has = (step: string): string => `bitTest(e.3, ${step})`
  const starts = `arrayMap(i -> if(${has('i - 1')}, greatest(acc.1[i], if(i = 1, e.1, acc.1[i - 1])), acc.1[i]), range(1, ${steps + 1}))`
  const first = steps === 1 ? 'e.1' : `acc.1[${steps - 1}]`
  const found = `if(${has(String(steps - 1))} AND ${first} > ${NEVER}, arrayPushBack(acc.2, (e.1, e.2, ${first})), acc.2)`
  const initial = `(arrayResize(CAST([], 'Array(Int64)'), ${steps}, toInt64(${NEVER})), CAST([], 'Array(Tuple(Int64, String, Int64))'))`
  const completions = `arrayFold((acc, e) -> (${starts}, ${found}), ${list}, ${initial}).2`

  const { from, before } = windowAt(condition.within, asOf)
  const tests = [`f.1 - f.3 <= ${b.bind(durationMs(condition.span), 'Int64')}`, `f.1 < ${b.bind(before, 'Int64')}`]
  if (from > -Infinity) tests.push(`f.3 >= ${b.bind(from, 'Int64')}`)
  if (absent) {
    const until = `f.1 + ${b.bind(durationMs(absent.for), 'Int64')}`
    tests.push(`${until} <= ${at}`)
    tests.push(`NOT arrayExists(y -> bitTest(y.3, ${steps}) AND (y.1, y.2) > (f.1, f.2) AND y.1 <= ${until}, ${list})`)
  }
  return `arrayExists(f -> ${tests.join(' AND ')}, ${completions})`
}
