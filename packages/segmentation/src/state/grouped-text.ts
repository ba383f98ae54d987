// Held by packages/segmentation/src/state/tally.prop.test.ts

/**
 * Entries of a condition with `per` carry the value that they are of in front of their own text:
 * its length, a blank, the value, the text.
 */
export function groupedText(value: string, text: string): string {
  return `${value.length} ${value}${text}`
}

/** The value in such a text. */
export function groupOf(text: string): string {
  const begin = text.indexOf(' ') + 1
  return text.slice(begin, begin + Number(text.slice(0, begin - 1)))
}
