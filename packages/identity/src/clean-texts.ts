/** So many texts are remembered, in two halves: while one fills, the other is still known. */
const HALF = 4_096
/** Longer ones repeat less often, and cost more room. */
const LENGTH_MAX = 300

/**
 * Texts that were looked through and hold nothing personal: user agents, pages and names come again
 * and again. A text that does hold something is never remembered.
 */
interface CleanTexts {
  has(text: string): boolean
  add(text: string): void
}

export function createCleanTexts(half = HALF): CleanTexts {
  let young = new Set<string>()
  let old = new Set<string>()
  const add = (text: string): void => {
    if (text.length > LENGTH_MAX) return
    if (young.size >= half) [old, young] = [young, new Set()]
    young.add(text)
  }
  return {
    has(text) {
      if (young.has(text)) return true
      if (!old.has(text)) return false
      add(text)
      return true
    },
    add,
  }
}
