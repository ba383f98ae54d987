import type { Availability } from './availability.ts'
import type { SpoolStore } from './store.ts'

/** One line of what readiness says. */
export interface SpoolCheck {
  name: string
  ok: boolean
  detail: string
}

export function logCheck(availability: Availability): SpoolCheck {
  return { name: 'log', ok: !availability.isAway(), detail: availability.detail() ?? 'answers' }
}

/** So full that what comes next may be refused. */
const FULL = 0.95

export function spoolCheck(store: SpoolStore | undefined, bytesMax: number): SpoolCheck {
  if (!store) return { name: 'spool', ok: true, detail: 'none' }
  const failure = store.failure()
  if (failure) return { name: 'spool', ok: false, detail: failure.message }
  const share = store.bytes() / bytesMax
  return { name: 'spool', ok: share < FULL, detail: `${Math.round(share * 100)} % of ${readable(bytesMax)}` }
}

const UNITS = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB']

function readable(bytes: number): string {
  const power = Math.min(UNITS.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10))
  return `${Math.round((bytes / 1024 ** power) * 10) / 10} ${UNITS[power]}`
}
