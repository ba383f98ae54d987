/** After one of these a slash begins a regular expression, not a division. */
const BEFORE_REGEX = /(?:^|[(,=:[!&|?{};<>+\-*%~^]|\b(?:return|typeof|case|in|of|do|else|void|delete|throw|await|yield))\s*$/

/**
 * TypeScript with its comments turned into spaces (line breaks stay, so line numbers hold).
 * Strings, templates and regular expressions are recognised as far as needed to see where a comment
 * really begins; code inside a template's `${}` is taken for text, which is the safe side: nothing
 * in it is blanked.
 */
export function withoutComments(text: string): string {
  let out = ''
  let at = 0
  while (at < text.length) {
    const end = tokenEnd(text, at, out)
    const token = text.slice(at, end)
    out += token.startsWith('//') || token.startsWith('/*') ? token.replace(/[^\n]/g, ' ') : token
    at = end
  }
  return out
}

/**
 * Where the comment, string or regular expression that begins at `at` ends; `at + 1` when none
 * begins there.
 */
function tokenEnd(text: string, at: number, before: string): number {
  const two = text.slice(at, at + 2)
  if (two === '//') return indexOr(text, '\n', at)
  if (two === '/*') return Math.min(text.length, indexOr(text, '*/', at + 2) + 2)
  const first = text[at]
  if (first === "'" || first === '"' || first === '`') return closing(text, at, first)
  // The last 20 characters of code are enough to see what the slash follows.
  if (first === '/' && BEFORE_REGEX.test(before.slice(-20))) return closing(text, at, '/')
  return at + 1
}

/**
 * The position after the closing mark; escapes are skipped, and so are classes of a regular
 * expression.
 */
function closing(text: string, at: number, mark: string): number {
  let inClass = false
  for (let i = at + 1; i < text.length; i++) {
    const c = text[i]
    if (c === '\\') i++
    else if (mark === '/' && c === '[') inClass = true
    else if (mark === '/' && c === ']') inClass = false
    else if (c === mark && !inClass) return i + 1
    else if (c === '\n' && mark !== '`') return i
  }
  return text.length
}

function indexOr(text: string, what: string, from: number): number {
  const at = text.indexOf(what, from)
  return at === -1 ? text.length : at
}
