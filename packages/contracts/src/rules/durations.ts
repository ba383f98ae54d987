/** Spans of time as people and other systems write them. */

const SECOND = 1000
const DAY = 86_400_000
const UNITS: readonly (readonly [RegExp, string, number])[] = [
  [/^(ms|millis|milliseconds?)$/, 'ms', 1],
  [/^(s|secs?|seconds?)$/, 's', SECOND],
  [/^(m|mins?|minutes?)$/, 'm', 60 * SECOND],
  [/^(h|hrs?|hours?)$/, 'h', 3600 * SECOND],
  [/^(d|days?)$/, 'd', DAY],
  [/^(w|wks?|weeks?)$/, 'w', 7 * DAY],
  [/^(mo|mons?|months?)$/, 'month', 30 * DAY],
  [/^(q|quarters?)$/, 'quarter', 90 * DAY],
  [/^(y|yrs?|years?)$/, 'year', 365 * DAY],
]

/** @returns the span that is probably meant, such as `30d`; undefined when there is no telling. */
export function durationMeant(raw: unknown): string | undefined {
  if (typeof raw === 'number') return raw > 0 && raw < 36_500 ? inUnits(raw * DAY) : undefined
  if (typeof raw !== 'string' || raw.length > 64) return undefined
  const text = raw.trim().toLowerCase()
  const iso = /^-?p(?=.)(?:(\d+)y)?(?:(\d+)m)?(?:(\d+)w)?(?:(\d+)d)?(?:t(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?)?$/.exec(text)
  if (iso)
    return inUnits(
      [365 * DAY, 30 * DAY, 7 * DAY, DAY, 3_600_000, 60_000, SECOND].reduce(
        (sum, ms, i) => sum + ms * Number(iso[i + 1] ?? 0),
        0,
      ),
    )
  const words = text.replace(/^(in|within|over)?\s*(the)?\s*(last|past|previous)?\s+|^-|\s+ago$/g, '').trim()
  if (/^\d+(\.\d+)?$/.test(words)) return inUnits(Number(words) * DAY)
  const parts = [...words.matchAll(/(\d+(?:\.\d+)?)?\s*([a-z]+)[\s,]*/g)]
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== words) return undefined
  let sum = 0
  for (const [, count, word] of parts) {
    const unit = UNITS.find(([pattern]) => pattern.test(word!))
    if (!unit) return undefined
    if (parts.length === 1 && /^[a-z]{1,2}$/.test(unit[1]) && /^\d+$/.test(count ?? '')) return `${count}${unit[1]}`
    sum += Number(count ?? 1) * unit[2]
  }
  return inUnits(sum)
}

function inUnits(ms: number): string | undefined {
  const whole = Math.round(ms)
  if (whole <= 0) return undefined
  const [unit, size] = (
    [
      ['d', DAY],
      ['h', 3_600_000],
      ['m', 60_000],
      ['s', SECOND],
    ] as const
  ).find(([, of]) => whole % of === 0) ?? ['ms', 1]
  return `${whole / size}${unit}`
}
