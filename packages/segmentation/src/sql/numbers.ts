// Held by tests/e2e/hostile-values.e2e.test.ts

/** The text of a raw scalar: a string itself, anything else as JSON writes it. */
export function textSql(raw: string): string {
  return `if(JSONType(${raw}) = 'String', JSONExtractString(${raw}), ${raw})`
}

/** The number of a raw scalar, or NULL. */
export function numberSql(raw: string): string {
  const text = textSql(raw)
  const decimal = String.raw`match(${text}, '^-?[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]+)?$')`
  const parsed = `if(JSONType(${raw}) != 'Bool' AND ${decimal}, toFloat64OrNull(${text}), NULL)`
  return `if(isFinite(ifNull(${parsed}, nan)), ${parsed}, NULL)`
}

/** The middle number of an array, or the mean of the two in the middle; NULL of an empty one. */
export function medianSql(numbers: string): string {
  const at = (index: string): string => `toFloat64(v[greatest(${index}, 1)])`
  const mean = `(${at('intDiv(length(v) + 1, 2)')} + ${at('intDiv(length(v), 2) + 1')}) / 2`
  return `arrayMap(v -> if(empty(v), NULL, ${mean}), [arraySort(${numbers})])[1]`
}
