import type { ReportPeriod } from '@weir/contracts'
import { zoneOf } from '@weir/segmentation'
import { dayLabel } from '../shared/time/times.ts'

/** Days, as dates; `to` is the first that is not in it. */
export interface Days {
  from: string
  to: string
}

/** 1970-01-01 was a Thursday: three days after a Monday. */
const THURSDAY = 3

/**
 * The days that a report is about: whole ones of the zone, before the one in which it is due.
 * @param due Unix ms.
 */
export function reportDays(period: ReportPeriod, due: number, tz: string): Days {
  const today = zoneOf(tz).dayOf(due)
  const last = (days: number): Days => ({ from: dayLabel(today - days), to: dayLabel(today) })
  switch (period) {
    case 'yesterday':
      return last(1)
    case 'last_7_days':
      return last(7)
    case 'last_28_days':
      return last(28)
    case 'last_week': {
      const monday = today - ((today + THURSDAY) % 7)
      return { from: dayLabel(monday - 7), to: dayLabel(monday) }
    }
    case 'last_month': {
      const to = `${dayLabel(today).slice(0, 7)}-01`
      return { from: `${dayLabel(Date.parse(to) / 86_400_000 - 1).slice(0, 7)}-01`, to }
    }
  }
}
