import { STATED_TRAITS } from '@weir/contracts'
import { isPlaceholder } from '@weir/identity'
import type { StatedFields } from './parsed-event.ts'

/**
 * The traits of a person that the sender states: `$country`, a code of two letters (ISO 3166-1,
 * upper case), and `$device`, the platform in lower case. A value of another form states nothing,
 * and neither an address nor a user agent is ever read as one.
 */
export function statedTraits(stated: Pick<StatedFields, 'country' | 'device'> | undefined): Record<string, string> {
  const country = countryOf(stated?.country)
  const device = deviceOf(stated?.device)
  return {
    ...(country !== undefined && { [STATED_TRAITS.country]: country }),
    ...(device !== undefined && { [STATED_TRAITS.device]: device }),
  }
}

/** What is stated in a form that is not read; what says that it is not known is read as nothing. */
export function unreadStated(stated: Pick<StatedFields, 'country' | 'device'> | undefined): ('country' | 'device')[] {
  if (saysNothing(stated?.country) && saysNothing(stated?.device)) return []
  const read = { country: countryOf(stated?.country), device: deviceOf(stated?.device) }
  return (['country', 'device'] as const).filter((field) => read[field] === undefined && !saysNothing(stated?.[field]))
}

function saysNothing(value: unknown): boolean {
  if (typeof value !== 'string' || value.length > 64) return value === undefined || value === null
  const text = value.trim()
  return text === '' || NOWHERE.has(text.toUpperCase()) || isPlaceholder(text)
}

/** Codes that stand for no country. */
const NOWHERE: ReadonlySet<string> = new Set(['XX', 'ZZ'])

function countryOf(value: unknown): string | undefined {
  const code = textOf(value)?.toUpperCase()
  if (code === undefined || !/^[A-Z]{2}$/.test(code) || NOWHERE.has(code)) return undefined
  // Reserved for the United Kingdom, and what many senders write.
  return code === 'UK' ? 'GB' : code
}

/** `android`, `ios`, `windows`, `chrome os`, `pc` ...: a word or a few, never an id of a device. */
function deviceOf(value: unknown): string | undefined {
  const platform = textOf(value)?.toLowerCase()
  return platform !== undefined &&
    /^[a-z]+(?:[ _-][a-z]+){0,2}$/.test(platform) &&
    platform.length <= 24 &&
    !isPlaceholder(platform)
    ? platform
    : undefined
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.length <= 64 ? value.trim() : undefined
}
