import type { Row } from '../../target.ts'

/** One place of a user: an identifier and the audiences, or `{}` where there is none. */
type Cell = { id: string; audience_ids: readonly string[] } | Record<string, never>

/** The name that streaming audiences have for a type: what exports call GAID is AAID there. */
export function schemaName(type: string): string {
  return type.replace(/^GAID_/, 'AAID_')
}

/** Somebody with two e-mail addresses takes two users of a request. */
export function heightOf({ items }: Pick<Row, 'items'>): number {
  const counts = new Map<string, number>()
  for (const name of items) {
    const type = typeOf(name)
    counts.set(type, (counts.get(type) ?? 0) + 1)
  }
  return Math.max(0, ...counts.values())
}

/** The `batch_data` of people: a place per type, in that order, `{}` for what is missing. */
export function cellsOf({ items }: Pick<Row, 'items'>, types: readonly string[], audiences: readonly string[]): Cell[][] {
  const values = types.map((type) => items.filter((name) => typeOf(name) === type).map((name) => name.slice(type.length + 1)))
  const height = Math.max(0, ...values.map((list) => list.length))
  return Array.from({ length: height }, (_, i) =>
    values.map((list) => (list[i] === undefined ? {} : { id: list[i], audience_ids: audiences })),
  )
}

function typeOf(name: string): string {
  return name.slice(0, name.indexOf(':'))
}
