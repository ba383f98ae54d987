/**
 * What is told of somebody, without the names of the records of consent behind it: a fold that
 * leaves the erased out makes a chain of its own, with other numbers.
 */
export function withoutRecords(told: unknown): unknown {
  return JSON.parse(JSON.stringify(told, (key, value: unknown) => (key === 'record' ? undefined : value)))
}
