/**
 * Zones of every kind: half and quarter hours, changes by half an hour, at midnight, on both sides
 * of the equator, and none.
 */
export const ZONES = [
  'UTC',
  'Australia/Lord_Howe',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'America/St_Johns',
  'Australia/Eucla',
  'Pacific/Chatham',
  'Australia/Adelaide',
  'Europe/Berlin',
  'America/New_York',
  'America/Havana',
  'Asia/Beirut',
  'Africa/Cairo',
  'America/Santiago',
  'Africa/Casablanca',
  'Asia/Yangon',
  'Pacific/Marquesas',
  'Atlantic/Azores',
]

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

/**
 * What the zone's clocks show, as the engine writes it: the date, the hour, the offset. Nothing of
 * it is reckoned.
 */
export function shown(ms: number, zone: string): { date: string; hour: string } {
  const format = (formats[zone] ??= new Intl.DateTimeFormat('sv-SE', {
    timeZone: zone,
    dateStyle: 'short',
    timeStyle: 'short',
  }))
  const named = (names[zone] ??= new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' }))
  const [date = '', time = ''] = format.format(ms).split(' ')
  const name = named.formatToParts(ms).find(({ type }) => type === 'timeZoneName')!.value
  const offset = /^GMT([+-]00:00)?$/.test(name) ? 'Z' : name.slice(3)
  return { date, hour: `${date}T${time.slice(0, 2)}:00:00${offset}` }
}

const formats: Record<string, Intl.DateTimeFormat> = {}
const names: Record<string, Intl.DateTimeFormat> = {}

/** The hours (Unix ms) of a year after which the zone's offset is another, and one of its noons. */
export function strangeHours(zone: string, year: number): number[] {
  const offset = (ms: number): string => shown(ms, zone).hour.slice(19)
  const hours = Array.from({ length: 365 * 24 }, (_, i) => Date.UTC(year, 0, 1) + i * HOUR_MS)
  return [Date.UTC(year, 5, 15, 12), ...hours.filter((at) => offset(at) !== offset(at + HOUR_MS))]
}

/** Instants within three hours of each of those, so many minutes apart. */
export function aroundChanges(zone: string, year: number, minutes: number): number[] {
  const steps = Math.ceil((6 * 60) / minutes)
  return strangeHours(zone, year).flatMap((hour) =>
    Array.from({ length: steps }, (_, i) => hour - 3 * HOUR_MS + i * minutes * MINUTE_MS),
  )
}
