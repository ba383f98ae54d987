import type { DATE_FORMS, DeliveryGrain } from '@weir/contracts'

export type DateForm = (typeof DATE_FORMS)[number]

/** The time of a row on the clocks of its account. */
export interface When {
  grain: DeliveryGrain
  /** `YYYY-MM-DD HH:00:00` */
  starts: string
  /** `YYYY-MM-DD` */
  ends: string
}

export const LIFETIME: When = { grain: 'lifetime', starts: '1970-01-01 00:00:00', ends: '1970-01-01' }

const FORMS: Readonly<Record<DateForm, RegExp>> = {
  'YYYY-MM-DD': /^(?<y>\d{4})-(?<m>\d{2})-(?<d>\d{2})(?<rest>.*)$/,
  'DD.MM.YYYY': /^(?<d>\d{1,2})\.(?<m>\d{1,2})\.(?<y>\d{4})(?<rest>.*)$/,
  'DD/MM/YYYY': /^(?<d>\d{1,2})\/(?<m>\d{1,2})\/(?<y>\d{4})(?<rest>.*)$/,
  'MM/DD/YYYY': /^(?<m>\d{1,2})\/(?<d>\d{1,2})\/(?<y>\d{4})(?<rest>.*)$/,
}
const HOUR = /^[ T](\d{1,2}):00(?::00(?:\.0+)?)?$/
const CLOCK = /^(\d{1,2})(?::00(?::00)?)?$/
/** The years of the warehouse's dates that a report of delivery can be of. */
const YEARS = { min: 2000, max: 2100 }

/** The span of time in the cells of a row. A row with none is about a lifetime. */
export function readWhen(
  cells: { day?: string; hour?: string; starts_on?: string; ends_on?: string },
  form: DateForm,
): { when: When } | { path: 'day' | 'hour' | 'starts_on' | 'ends_on'; message: string } {
  if (cells.hour !== undefined) {
    // Beside a day the column may hold the time of day alone.
    const alone = CLOCK.exec(cells.hour.trim())
    const at = readStamp(alone && cells.day !== undefined ? `${cells.day.trim()} ${alone[1]}:00` : cells.hour, form)
    if (!at) return { path: 'hour', message: `is not the start of an hour, such as ${form} 13:00:00` }
    return { when: { grain: 'hour', starts: `${at.day} ${at.hour}:00:00`, ends: at.day } }
  }
  if (cells.day !== undefined) {
    const at = readStamp(cells.day, form)
    if (!at) return { path: 'day', message: `is not a day of the form ${form}` }
    if (at.hour !== '00') return { path: 'day', message: 'has an hour: map the column to "hour"' }
    return { when: dayOf(at.day) }
  }
  if (cells.starts_on === undefined && cells.ends_on === undefined) return { when: LIFETIME }
  const [from, to] = [readStamp(cells.starts_on ?? '', form), readStamp(cells.ends_on ?? '', form)]
  if (!from) return { path: 'starts_on', message: `is not a day of the form ${form}` }
  if (!to) return { path: 'ends_on', message: `is not a day of the form ${form}` }
  if (to.day < from.day) return { path: 'ends_on', message: 'lies before "starts_on"' }
  if (to.day === from.day) return { when: dayOf(from.day) }
  return { when: { grain: 'range', starts: `${from.day} 00:00:00`, ends: to.day } }
}

function dayOf(day: string): When {
  return { grain: 'day', starts: `${day} 00:00:00`, ends: day }
}

/** A day that the calendar has, with the hour at which it is said to begin. */
function readStamp(text: string, form: DateForm): { day: string; hour: string } | undefined {
  const { y = '', m = '', d = '', rest = '' } = FORMS[form].exec(text.trim())?.groups ?? {}
  const day = `${y}-${m.padStart(2, '0')}-${d.padStart(2, '0')}`
  if (!isCalendarDay(day) || Number(y) < YEARS.min || Number(y) > YEARS.max) return undefined
  const hour = rest === '' ? '0' : HOUR.exec(rest)?.[1]
  return hour === undefined || Number(hour) > 23 ? undefined : { day, hour: hour.padStart(2, '0') }
}

/** A date that does not exist is no day, or another one. */
function isCalendarDay(day: string): boolean {
  const at = Date.parse(`${day}T00:00:00Z`)
  return Number.isFinite(at) && new Date(at).toISOString().startsWith(day)
}
