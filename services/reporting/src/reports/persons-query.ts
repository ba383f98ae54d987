import type { Sql } from '../shared/sql/sql.ts'
import { bind, join, sql } from '../shared/sql/sql.ts'
import { personPartsSql } from './sums.ts'

/** Bits of a word: each is a number that parameters carry to the last digit. */
const WORD_BITS = 32

/** A person's segments within a word: of the row, of all rows of the group, of its impressions. */
const WORDS = [
  { row: sql`w0`, met: sql`met0`, reached: sql`reached0` },
  { row: sql`w1`, met: sql`met1`, reached: sql`reached1` },
  { row: sql`w2`, met: sql`met2`, reached: sql`reached2` },
  { row: sql`w3`, met: sql`met3`, reached: sql`reached3` },
] as const

/** With more segments than this, words cost more than they save. */
export const BIT_SEGMENTS_MAX = WORD_BITS * WORDS.length

/**
 * The distinct persons of each segment, as a part of a report. A person is met once, with the
 * segments of all rows as bits, and then counted once for each bit: no set of persons is kept for
 * each segment.
 * @param rows a report's inner rows with `segments`, and with the keys of their groups but for the
 *   segment.
 * @param names of all keys, in order. @param at the position of the segment's among these.
 * @param segments numbers of those to report on, at most {@link BIT_SEGMENTS_MAX}.
 */
export function personsBySegmentSql(rows: Sql, names: readonly Sql[], at: number, segments: readonly number[]): Sql {
  const words = WORDS.slice(0, Math.max(1, Math.ceil(segments.length / WORD_BITS)))
  const others = names.filter((_, i) => i !== at)
  const keys = names.map((name, i) => (i === at ? sql`${bind('Array(UInt32)', segments)}[bit + 1] AS ${name}` : name))
  const bits = words.map(({ row }, i) => sql`${wordSql(segments.slice(i * WORD_BITS, (i + 1) * WORD_BITS))} AS ${row}`)
  const people = words.flatMap(({ row, met, reached }) => [
    sql`groupBitOr(${row}) AS ${met}`,
    sql`groupBitOrIf(${row}, what = 'AdImpression') AS ${reached}`,
  ])
  const counts = { reach: sql`countIf(${isReached(words)}) AS reach`, persons: sql`count() AS persons` }
  return sql`SELECT ${listed(keys)}, ${personPartsSql(counts)}
    FROM (
      SELECT ${listed([...others, ...people])} FROM (SELECT *, ${listed(bits)} FROM (${rows}))
      WHERE person != '' GROUP BY ${listed([...others, sql`person`])}
    ) ARRAY JOIN ${positions(words)} AS bit GROUP BY ${listed([...others, sql`bit`])}`
}

type Word = (typeof WORDS)[number]

/** A row's segments as bits of one word. */
function wordSql(numbers: readonly number[]): Sql {
  const bits = numbers.map((_, i) => 2 ** i)
  return sql`arrayReduce('groupBitOr', arrayMap(s -> transform(s, ${bind('Array(UInt32)', numbers)}, ${bind('Array(UInt32)', bits)}, toUInt32(0)), segments))`
}

/** The bits that are set, counted through all words. */
function positions(words: readonly Word[]): Sql {
  const each = words.map(
    ({ met }, i) => sql`arrayMap(b -> toUInt32(b) + ${bind('UInt32', i * WORD_BITS)}, bitPositionsToArray(${met}))`,
  )
  return sql`arrayConcat(${listed(each)})`
}

function isReached(words: readonly Word[]): Sql {
  const [first] = words
  if (words.length === 1 && first) return sql`bitTest(${first.reached}, bit)`
  const bits = bind('UInt32', WORD_BITS)
  return sql`bitTest([${listed(words.map(({ reached }) => reached))}][intDiv(bit, ${bits}) + 1], bit % ${bits})`
}

function listed(parts: readonly Sql[]): Sql {
  return join(parts, ', ')
}
