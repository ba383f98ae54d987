import type { Params } from '../port.ts'

/**
 * SQL as a tree that only this codebase can grow: text comes from template literals in the source,
 * everything else is a bound value. A string from a request has no way in, because a template
 * accepts nothing but {@link Sql}.
 */

/** The ClickHouse types that we bind. */
const TYPES = [
  'String',
  'Int64',
  'UInt32',
  'UInt64',
  'Float64',
  'Array(String)',
  'Array(UInt32)',
  'Array(UInt64)',
  'Array(Int64)',
  'Array(Float64)',
] as const
type SqlType = (typeof TYPES)[number]

interface Bound {
  type: SqlType
  value: string | number | boolean | readonly (string | number)[]
}

export class Sql {
  /** One more text than there are values: the values stand between the texts. */
  readonly #texts: readonly string[]
  readonly #values: readonly Bound[]

  /** Not for callers: use {@link sql}, {@link bind}, {@link join}. */
  constructor(texts: readonly string[], values: readonly Bound[]) {
    this.#texts = texts
    this.#values = values
  }

  /** The text with named parameters `{p0:String}`, and their values. */
  render(): { text: string; params: Params } {
    const params: Record<string, Bound['value']> = {}
    let text = this.#texts[0] ?? ''
    this.#values.forEach(({ type, value }, i) => {
      params[`p${i}`] = value
      text += `{p${i}:${type}}${this.#texts[i + 1] ?? ''}`
    })
    return { text, params }
  }

  static concat(texts: readonly string[], parts: readonly Sql[]): Sql {
    const all = [texts[0] ?? '']
    const values: Bound[] = []
    parts.forEach((part, i) => {
      all[all.length - 1] += part.#texts[0] ?? ''
      all.push(...part.#texts.slice(1))
      values.push(...part.#values)
      all[all.length - 1] += texts[i + 1] ?? ''
    })
    return new Sql(all, values)
  }
}

/** A template whose holes take other pieces of SQL. */
export function sql(strings: TemplateStringsArray, ...parts: readonly Sql[]): Sql {
  return Sql.concat(strings, parts)
}

/** A value, to be sent beside the text. */
export function bind(type: SqlType, value: Bound['value']): Sql {
  return new Sql(['', ''], [{ type, value }])
}

/** The pieces with a separator between them. */
export function join(parts: readonly Sql[], separator: ', ' | ' AND ' | ' OR ' | ' UNION ALL '): Sql {
  return Sql.concat(['', ...parts.slice(1).map(() => separator), ''], parts)
}

/** An instant (Unix ms) as a DateTime64(3, 'UTC'). */
export function instant(ms: number): Sql {
  return sql`fromUnixTimestamp64Milli(${bind('Int64', ms)}, 'UTC')`
}

/**
 * What @weir/segmentation compiled, as a piece that finds its place among others: the text is its
 * own, `{p0:String}` in it are bound values.
 */
export function withParameters(text: string, params: Readonly<Record<string, Bound['value']>>): Sql {
  const texts: string[] = []
  const values: Bound[] = []
  let from = 0
  for (const hole of text.matchAll(/\{(p\d+):([^}]+)\}/g)) {
    const [whole, name, type] = hole
    const known = TYPES.find((one) => one === type)
    const value = params[name!]
    if (known === undefined || value === undefined) throw new Error(`a parameter that cannot be bound: ${whole}`)
    texts.push(text.slice(from, hole.index))
    values.push({ type: known, value })
    from = hole.index + whole.length
  }
  return new Sql([...texts, text.slice(from)], values)
}

/**
 * What has to stand at the end of a query whose tests compare numbers in bodies: the parser that is
 * used without it is a last digit off.
 */
export const EXACT_NUMBERS = sql` SETTINGS precise_float_parsing = 1`
