import type { Sql } from '../../shared/sql/sql.ts'
import { bind, join, sql } from '../../shared/sql/sql.ts'
import type { FunnelQuery } from './question.ts'

/**
 * All attempts of each person, found in passes over whole arrays from the last step to the first:
 * an event that is a step continues with what is known from the next step on of the event after it.
 * No lambda looks anything up in an array, which would copy that array for every element: a person
 * with many events takes time in proportion to them.
 *
 * @param people rows of `person` and, in the order of the events, `ts` (times, Unix ms), `hs` (bits
 *   of the steps, then of the exclusions), `ks` (keys of groups) and `ps` (positions, from 1).
 * @returns rows of `person` and `attempts`: of each the position and time of its first step, the
 *   position of its last one, the times of all, the position of what broke it off (0 of nothing),
 *   and its keys.
 */
export function attemptsSql(query: FunnelQuery, people: Sql): Sql {
  return query.order === 'any' ? anyOrder(query, people) : inOrder(query, people)
}

const int = (value: number): Sql => bind('Int64', value)
const bit = (value: number): Sql => bind('UInt32', value)
const NO_POSITION = sql`toUInt32(0)`
/** Steps from one on as (position, time), and what broke off. */
const NO_CHAIN = sql`CAST(([], 0), 'Tuple(Array(Tuple(UInt32, Int64)), UInt32)')`

/** What stands at the next event, by position. */
const ofNext = (array: Sql, none: Sql): Sql => sql`arrayPushBack(arrayPopFront(${array}), ${none})`

/** By position: the position of the first event after it that has one of these bits. */
function after(bits: number): Sql {
  const own = sql`arrayMap((h, p) -> if(bitAnd(h, ${bit(bits)}) != 0, p, ${NO_POSITION}), hs, ps)`
  return ofNext(sql`arrayReverseFill(x -> x != 0, ${own})`, NO_POSITION)
}

/** By position: the first event after it that breaks an attempt off unless it is the next step. */
function betweenSql(query: FunnelQuery, step: number): Sql {
  if (query.order === 'adjacent') return ofNext(sql`ps`, NO_POSITION)
  return after(excludedAfter(query, step) | (query.order === 'strict' ? stepBits(query) : 0))
}

/** Bits of what may not lie after a step (from 1) and before the next. */
function excludedAfter({ steps, exclude }: FunnelQuery, step: number): number {
  return exclude.reduce(
    (bits, one, i) => (one.after === undefined || one.after === step ? bits | (1 << (steps.length + i)) : bits),
    0,
  )
}

function stepBits({ steps }: FunnelQuery): number {
  return 2 ** steps.length - 1
}

/** Columns by step. */
const name = (prefix: Sql, step: number): Sql => sql`${prefix}${DIGITS[Math.floor(step / 10)]!}${DIGITS[step % 10]!}`
const DIGITS = [sql`0`, sql`1`, sql`2`, sql`3`, sql`4`, sql`5`, sql`6`, sql`7`, sql`8`, sql`9`]

/** Each first step, and from it each next step at the first event that can be it. */
function inOrder(query: FunnelQuery, people: Sql): Sql {
  const last = query.steps.length
  const end = sql`SELECT person, ts, hs, ks, ps, arrayMap((h, t, p) -> if(bitAnd(h, ${bit(1 << (last - 1))}) = 0, ${NO_CHAIN}, ([(p, t)], ${NO_POSITION})), hs, ts, ps) AS ${name(sql`chain`, last)} FROM (${people})`
  const rows = query.steps.slice(1).reduce((found, _, i) => stepSql(query, last - 1 - i, found), end)
  const attempt = sql`arrayMap((p, t, c, k) -> (p, t, arrayFilter(s -> s.2 - t <= ${int(query.windowMs)}, c.1), c.2, k), ps, ts, chain01, ks)`
  return told(query, 1, attempt, rows)
}

/** Puts a step before what is known of the steps after it. */
function stepSql(query: FunnelQuery, step: number, rows: Sql): Sql {
  const rest = name(sql`chain`, step + 1)
  const next = ofNext(sql`arrayReverseFill(x -> notEmpty(x.1), ${rest})`, NO_CHAIN)
  const goesOn = sql`(notEmpty(c.1) AND (b = 0 OR c.1[1].1 <= b))`
  const chain = sql`if(bitAnd(h, ${bit(1 << (step - 1))}) = 0, ${NO_CHAIN}, if(${goesOn}, (arrayPushFront(c.1, (p, t)), c.2), ([(p, t)], b)))`
  return sql`SELECT person, ts, hs, ks, ps, arrayMap((h, t, p, c, b) -> ${chain}, hs, ts, ps, ${next}, ${betweenSql(query, step)}) AS ${name(sql`chain`, step)} FROM (${rows})`
}

/** Each event of any step, and from it the first of every other step. */
function anyOrder(query: FunnelQuery, people: Sql): Sql {
  const found = query.steps.map(
    (_, i) =>
      sql`arrayReverseFill(x -> x.1 != 0, arrayMap((h, t, p) -> if(bitAnd(h, ${bit(1 << i)}) != 0, (p, t), (${NO_POSITION}, toInt64(0))), hs, ts, ps))`,
  )
  const taken = join(
    found.map((_, i) => name(sql`x`, i + 1)),
    ', ',
  )
  const fits = sql`s.1 != 0 AND s.2 - t <= ${int(query.windowMs)} AND (b = 0 OR s.1 <= b)`
  const attempt = sql`arrayMap((p, t, k, b, ${taken}) -> (p, t, arraySort(arrayFilter(s -> ${fits}, [${taken}])), b, k), ps, ts, ks, ${after(excludedAfter(query, 0))}, ${join(found, ', ')})`
  return told(query, stepBits(query), attempt, people)
}

/** The attempts that begin in the range, at events of these bits. */
function told({ scope }: FunnelQuery, bits: number, attempts: Sql, rows: Sql): Sql {
  const begun = sql`arrayFilter((a, h, t) -> bitAnd(h, ${bit(bits)}) != 0 AND t < ${int(scope.to)}, ${attempts}, hs, ts)`
  return sql`SELECT person, arrayMap(a -> (a.1, a.2, a.3[-1].1, arrayMap(s -> s.2, a.3), a.4, a.5), ${begun}) AS attempts FROM (${rows})`
}

/** The attempts that count, of the column `attempts`. */
export function countedSql({ count, windowMs, steps }: FunnelQuery): Sql {
  if (count === 'persons') return sql`arraySlice(arraySort(a -> (-toInt64(length(a.4)), a.1), attempts), 1, 1)`
  // The next one may begin at the event that broke this one off, after the one that completed it,
  // or when its window has passed.
  const isFree = sql`(toInt64(a.1) >= acc.2 OR a.2 > acc.3)`
  const from = sql`if(length(a.4) = ${int(steps.length)}, toInt64(a.3) + 1, if(a.5 = 0, ${NEVER}, toInt64(a.5)))`
  const none = sql`arraySlice(attempts, 1, 0)`
  return sql`arrayFold((acc, a) -> if(${isFree}, (arrayPushBack(acc.1, a), ${from}, a.2 + ${int(windowMs)}), acc),
    attempts, (${none}, toInt64(0), toInt64(0))).1`
}

/** No position is as great. */
const NEVER = sql`toInt64(4294967295)`
