import type { Params } from '@weir/warehouse'

/**
 * SQL as a tree that only this codebase can grow: text comes from template literals in the source,
 * everything else is a bound value. A string from a request has no way in, because a template
 * accepts nothing but {@link Sql}.
 */

/** The ClickHouse types that we bind. */
export type SqlType =
  | 'String'
  | 'Int64'
  | 'UInt32'
  | 'UInt64'
  | 'Array(String)'
  | 'Array(UInt32)'
  | 'Array(Int64)'
  | 'Array(Float64)'

interface Bound {
  type: SqlType
  value: string | number | readonly string[] | readonly number[]
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
