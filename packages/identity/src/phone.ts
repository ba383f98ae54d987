import { parsePhoneNumberFromString } from 'libphonenumber-js'
import { plain } from './text.ts'

const E164 = /^\+[1-9]\d{4,14}$/
/**
 * Where a digit for calls within the country may stand behind the country's code: 0 nearly
 * everywhere, 8 and 1 in some places. All other numbers need no judgement, which costs 10 to 40 us.
 */
const MAY_HAVE_TRUNK_PREFIX = /^\+(?:1[01]|7[08]|[2-689]\d{1,2}0|(?:370|375|99[238])8|6921)/
/** What a spreadsheet made of a number that it took for an amount. */
const DECIMALS = /^(['"]?\+?\d+)[.,]0+$/
const EXPONENT = /^(\d)\.(\d+)[eE]\+?(\d{1,2})$/
const SEPARATORS = /[\s()[\]./\-‐-―'"]/g

/**
 * A phone number as it is hashed: E.164 with `+` where the number says its country, else its digits
 * (a country code that the sender left out is not ours to guess). What follows the country's code
 * is judged by libphonenumber: `+44 07911 123456` is `+447911123456`, while Italy keeps its 0.
 * @param text trimmed. @returns undefined when it is no number.
 */
export function phone(text: string): string | undefined {
  const given = written(plain(text))
  const stripped = given.replace(SEPARATORS, '')
  if (/^\d+$/.test(stripped)) return stripped.length >= 5 ? stripped : undefined
  if (E164.test(stripped) && !MAY_HAVE_TRUNK_PREFIX.test(stripped)) return stripped
  if (!stripped.includes('+')) return undefined
  // Only what is a bare number may lose its separators before it is judged: `;ext=5` must not
  // become part of it.
  const bare = /^\+\d+$/.test(stripped)
  return parsePhoneNumberFromString(bare ? stripped : given)?.number ?? (/^\+\d{5,}$/.test(stripped) ? stripped : undefined)
}

function written(text: string): string {
  const decimals = DECIMALS.exec(text)
  if (decimals?.[1] !== undefined) return decimals[1]
  const [, first = '', rest = '', exponent] = EXPONENT.exec(text) ?? []
  return rest.length === Number(exponent) ? first + rest : text
}
