import { isoInstant } from '@weir/contracts'

/**
 * Reads times. Formats: `iso` (the dates of contracts' instants.ts: 2019-10-01, 2019-10-01
 * 08:30:00+02:00), `unix` (seconds), `unix_ms`, `unix_us`, or a pattern of `yyyy mm dd hh mi ss`
 * and whatever stands between them, all UTC: `yyyymmdd`, `dd.mm.yyyy hh:mi`, `mm/dd/yyyy`,
 * `yyyy-mm-dd hh:mi:ss UTC`. Between separators a number may have one digit.
 */
export type TimeReader = (text: string) => number | undefined

const UNITS: ReadonlyMap<string, number> = new Map([
  ['unix', 1000],
  ['unix_ms', 1],
  ['unix_us', 0.001],
])

/**
 * @returns a function to Unix ms, which gives undefined for a text of another form.
 * @throws RangeError for an unknown format.
 */
export function timeReader(format: string): TimeReader {
  if (format === 'iso') return isoInstant
  const unitMs = UNITS.get(format)
  if (unitMs !== undefined) return (text) => (/^-?\d+(\.\d+)?$/.test(text) ? Math.round(Number(text) * unitMs) : undefined)
  return patternReader(format)
}

const TOKEN = /yyyy|mm|dd|hh|mi|ss/g
const PARTS = ['yyyy', 'mm', 'dd', 'hh', 'mi', 'ss'] as const
type Part = (typeof PARTS)[number]

function patternReader(format: string): TimeReader {
  const found = [...format.matchAll(TOKEN)]
  const parts = found.map(([token]) => PARTS.find((part) => part === token)!)
  if (
    !['yyyy', 'mm', 'dd'].every((part) => parts.filter((one) => one === part).length === 1) ||
    new Set(parts).size < parts.length
  ) {
    throw new RangeError(
      `"${format}" is no time format: give iso, unix, unix_ms, unix_us, or a pattern with yyyy, mm and dd such as "dd.mm.yyyy hh:mi"`,
    )
  }
  let source = ''
  let from = 0
  found.forEach((match, i) => {
    source += escape(format.slice(from, match.index))
    from = match.index + match[0].length
    const next = found[i + 1]
    const previous = found[i - 1]
    const alone =
      (next === undefined || next.index > from) && (previous === undefined || previous.index + previous[0].length < match.index)
    source += match[0] === 'yyyy' ? '(\\d{4})' : alone ? '(\\d{1,2})' : '(\\d{2})'
  })
  const pattern = new RegExp(`^${source}${escape(format.slice(from))}$`)
  return (text) => {
    const match = pattern.exec(text)
    return match ? instant(new Map(parts.map((part, i) => [part, Number(match[i + 1])]))) : undefined
  }
}

function instant(parts: ReadonlyMap<Part, number>): number | undefined {
  const get = (part: Part): number => parts.get(part) ?? 0
  const ms = Date.UTC(get('yyyy'), get('mm') - 1, get('dd'), get('hh'), get('mi'), get('ss'))
  const back = new Date(ms)
  const same =
    back.getUTCMonth() === get('mm') - 1 &&
    back.getUTCDate() === get('dd') &&
    back.getUTCHours() === get('hh') &&
    back.getUTCMinutes() === get('mi') &&
    back.getUTCSeconds() === get('ss')
  return same ? ms : undefined
}

function escape(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')
}
