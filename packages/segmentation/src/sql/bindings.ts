// Held by tests/e2e/sql-parity.e2e.test.ts

/**
 * Bound parameters: values never become part of the text. Equal values share one parameter; names
 * are numbered in order.
 */
export interface Bindings {
  params: Record<string, SqlValue>
  bind(value: SqlValue, type: string): string
}

export type SqlValue = string | number | boolean | readonly (string | number)[]

export function createBindings(): Bindings {
  const params: Record<string, SqlValue> = {}
  const known = new Map<string, string>()
  return {
    params,
    bind(value, type) {
      const key = `${type} ${JSON.stringify(value)}`
      const name = known.get(key) ?? `p${known.size}`
      known.set(key, name)
      params[name] = value
      return `{${name}:${type}}`
    },
  }
}
