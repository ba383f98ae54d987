import { WeirError } from '@weir/contracts'
import { endOfString } from './json.ts'
import type { Pace } from './pace.ts'

const QUOTE = 0x22
const COMMA = 0x2c
const COLON = 0x3a
const BLANKS = ' \t\n\r'
/** How many characters are scanned between two looks at the clock. */
const STRIDE = 128 * 1024

/**
 * A body whose list of events was taken apart, not parsed yet: the text around the list, where it
 * stands as `[]`, and its items.
 */
export interface Split {
  shell: string
  items: string[]
}

/**
 * Finds the list of events in the text of a body: the body itself, or the field `field` of it (the
 * last one of that name, like JSON.parse). Together with items and shell that parse, the whole is
 * valid JSON. So each event can be parsed by itself, and a large one be left alone.
 * @param itemsMax no more are kept than one beyond it. @returns undefined when there is no list at
 *   that place.
 * @throws WeirError invalid_json when the list has no end.
 */
export async function split(text: string, field: string | undefined, itemsMax: number, pace: Pace): Promise<Split | undefined> {
  const at = await findList(text, field, pace)
  if (at === undefined) return undefined
  const items: string[] = []
  let from = at + 1
  const add = (to: number): void => void (items.length <= itemsMax && items.push(text.slice(from, to)))
  const end = await walk(text, at, pace, (c, i, depth) => {
    if (c === COMMA && depth === 1) {
      add(i)
      from = i + 1
    }
  })
  if (text[end] !== ']') throw new WeirError('invalid_json', 'the body is not valid JSON')
  if (items.length > 0 || !isBlank(text, from, end)) add(end)
  return { shell: `${text.slice(0, at)}[]${text.slice(end + 1)}`, items }
}

async function findList(text: string, field: string | undefined, pace: Pace): Promise<number | undefined> {
  const start = skipBlanks(text, 0)
  if (field === undefined) return text[start] === '[' ? start : undefined
  if (text[start] !== '{') return undefined
  let found: number | undefined
  await walk(text, start, pace, (c, i, depth, string) => {
    if (c !== COLON || depth !== 1 || !isKey(string, field)) return
    const value = skipBlanks(text, i + 1)
    found = text[value] === '[' ? value : undefined
  })
  return found
}

const ESCAPED = /\\u([\da-f]{4})/gi

/**
 * Whether a string is that key: letters may be escaped as `\u0061`, with six characters for one.
 */
function isKey(string: string, field: string): boolean {
  if (string.length > 2 + 6 * field.length) return false
  return string.replace(ESCAPED, (_, code: string) => String.fromCharCode(parseInt(code, 16))) === `"${field}"`
}

/**
 * Walks over one array or object, outside of its strings.
 * @param see is told of commas and colons, with the depth that they stand at (1: those of the
 *   walked value itself) and the last string
 * before them.
 * @returns where its last bracket stands; the length of the text when there is none.
 */
async function walk(
  text: string,
  start: number,
  pace: Pace,
  see: (c: number, at: number, depth: number, string: string) => void,
): Promise<number> {
  let depth = 0
  let string = ''
  let pauseAt = start + STRIDE
  for (let i = start; i < text.length; i++) {
    const c = text.charCodeAt(i)
    if (c === QUOTE) {
      const end = endOfString(text, i)
      string = text.slice(i, end + 1)
      i = end
    } else if (c === COMMA || c === COLON) see(c, i, depth, string)
    else if (c === 0x5b || c === 0x7b) depth++
    else if ((c === 0x5d || c === 0x7d) && --depth === 0) return i
    if (i >= pauseAt) {
      const turn = pace()
      if (turn) await turn
      pauseAt = i + STRIDE
    }
  }
  return text.length
}

function skipBlanks(text: string, from: number): number {
  let i = from
  while (i < text.length && BLANKS.includes(text[i]!)) i++
  return i
}

function isBlank(text: string, from: number, to: number): boolean {
  return skipBlanks(text, from) >= to
}
