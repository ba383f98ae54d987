/**
 * Reads the named texts of an address' query, and drops everything else: an address may have been
 * typed by anybody.
 */
export function searchText<K extends string>(
  ...names: readonly K[]
): (search: Record<string, unknown>) => { [P in K]?: string | undefined } {
  return (search) => {
    const read: { [P in K]?: string | undefined } = {}
    for (const name of names) {
      const value = search[name]
      if (typeof value === 'string' && value !== '') read[name] = value
      else if (typeof value === 'number' || typeof value === 'boolean') read[name] = String(value)
      else if (typeof value === 'object' && value !== null) read[name] = JSON.stringify(value)
    }
    return read
  }
}
