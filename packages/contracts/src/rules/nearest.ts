import { distance } from 'fastest-levenshtein'

/**
 * The known word that another one is probably meant to be: the same letters, or a letter or two
 * off.
 * @returns undefined when none is near.
 */
export function nearestOf(word: string, known: Iterable<string>): string | undefined {
  if (word.length > 128) return undefined
  const letters = lettersOf(word)
  const far = letters.length < 4 ? 0 : letters.length < 8 ? 1 : 2
  let best: string | undefined
  let least = far + 1
  for (const candidate of known) {
    if (candidate === word) continue
    const apart = apartOf(letters, lettersOf(candidate))
    if (apart < least) [best, least] = [candidate, apart]
  }
  return best
}

/** Two letters that changed places are one fault. */
function apartOf(a: string, b: string): number {
  const apart = distance(a, b)
  return apart === 2 && a.length === b.length && sorted(a) === sorted(b) ? 1 : apart
}

function sorted(word: string): string {
  return word.split('').sort().join('')
}

function lettersOf(word: string): string {
  return word.toLowerCase().replace(/[\s_.-]/g, '')
}
