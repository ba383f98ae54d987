/** Makes TCF and GPP strings bit by bit, right ones and such as no encoder would make. */

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

export function bits(value: number, width: number): string {
  return value.toString(2).padStart(width, '0')
}

/** Base64url of a text of 0 and 1. */
export function base64url(text: string): string {
  const padded = text.padEnd(Math.ceil(text.length / 24) * 24, '0')
  return padded.replace(/.{6}/g, (six) => DIGITS[Number.parseInt(six, 2)]!)
}

const flags = (set: readonly number[], width: number): string =>
  Array.from({ length: width }, (_, i) => (set.includes(i + 1) ? '1' : '0')).join('')

/** A list of vendors as one range after the other. */
export function ranges(of: readonly (readonly [number, number])[]): string {
  const highest = Math.max(0, ...of.map(([, last]) => last))
  return `${bits(highest, 16)}1${bits(of.length, 12)}${of.map(([first, last]) => `1${bits(first, 16)}${bits(last, 16)}`).join('')}`
}

const vendorField = (vendors: readonly number[]): string => {
  const highest = Math.max(0, ...vendors)
  return `${bits(highest, 16)}0${flags(vendors, highest)}`
}

/** A publisher's restriction of one purpose for the vendors of one range. */
export function restriction(purpose: number, type: number, [first, last]: readonly [number, number]): string {
  return `${bits(purpose, 6)}${bits(type, 2)}${bits(1, 12)}1${bits(first, 16)}${bits(last, 16)}`
}

interface Tcf {
  purposes?: readonly number[]
  legitimate?: readonly number[]
  vendors?: readonly number[]
  /** The bits of the lists of vendors, instead of `vendors`. */
  lists?: string
  restrictions?: readonly string[]
}

/** A TCF string of version 2 (policy 5) with the purposes consented to. */
export function tcfString({ purposes = [], legitimate = [], vendors = [], lists, restrictions = [] }: Tcf): string {
  const head = `${bits(2, 6)}${bits(1e10, 36)}${bits(1e10, 36)}${bits(880, 12)}${bits(1, 12)}${bits(1, 6)}${bits(4, 6)}${bits(13, 6)}`
  const policy = `${bits(40, 12)}${bits(5, 6)}10${bits(0, 12)}`
  const asked = `${flags(purposes, 24)}${flags(legitimate, 24)}0${bits(0, 12)}`
  const named = lists ?? vendorField(vendors) + vendorField([])
  return base64url(`${head}${policy}${asked}${named}${bits(restrictions.length, 12)}${restrictions.join('')}`)
}
