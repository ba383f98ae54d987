import type { Found } from './find-addresses.ts'
import { hidesWhole, kindOfKey } from './keys.ts'

const PARAMETER = /[?&;#]([^=&#?;\s]{1,64})=([^&#;\s]{1,2048})/g
/**
 * A number for calls within a country is only known by what stands before it: `phone: 0151 ...`,
 * `"billingPhone":"0151 ..."`.
 */
const LABELLED = /[:=]\s{0,2}["'\\]{0,4}(\+?\(?\d(?:[\s()./+-]{0,3}\d){5,14})(?!\d)/g
const LABEL = /([\p{L}][\p{L}\p{N}_. -]{1,40})["'\\]{0,4}\s{0,2}$/u
const BEFORE = 48

/**
 * Values of parameters whose key says that they are personal (`?email=`, `&billing_phone=`), in
 * URLs and in texts with labels.
 */
export function findParameters(text: string, found: Found): void {
  if (text.includes('=')) {
    for (const match of text.matchAll(PARAMETER)) {
      const [whole, key = '', value = ''] = match
      const kind = kindOfKey(key)
      const end = match.index + whole.length
      if (kind !== undefined && hidesWhole(kind, value)) found(end - value.length, end)
    }
  }
  for (const match of text.matchAll(LABELLED)) {
    const label = LABEL.exec(text.slice(Math.max(0, match.index - BEFORE), match.index))?.[1]
    if (label === undefined || kindOfKey(label) !== 'phone') continue
    const end = match.index + match[0].length
    found(end - (match[1]?.length ?? 0), end)
  }
}
