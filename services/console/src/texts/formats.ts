import { TIME_ZONE } from '../time-zone.ts'

export interface Formats {
  /** `12,345`; a dash for what is not told. */
  number(value: number | null | undefined): string
  /** `12.3 %` of 0.123. */
  share(value: number | null | undefined): string
  /** `+12`, `−3`, `0`. */
  change(value: number | null | undefined): string
  /** `+12.3 %` of 0.123. */
  changeShare(value: number): string
  /** `0.03`; `< 0.0001` of what is less. */
  probability(value: number | null): string
  /** An amount of money of a currency. */
  money(value: number, currency: string): string
  /** An instant in the time zone of the browser. */
  instant(iso: string | null | undefined): string
  day(iso: string): string
  bytes(value: number | null | undefined): string
}

const NOT_TOLD = '–'

export function formatsOf(locale: string, timeZone = TIME_ZONE): Formats {
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 3 })
  const share = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 })
  const change = new Intl.NumberFormat(locale, { signDisplay: 'exceptZero' })
  const changeShare = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1, signDisplay: 'exceptZero' })
  const probability = new Intl.NumberFormat(locale, { maximumSignificantDigits: 2 })
  const instant = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium', timeZone })
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone })
  const shown = (value: number | null | undefined, as: Intl.NumberFormat): string =>
    value === null || value === undefined ? NOT_TOLD : as.format(value)
  return {
    number: (value) => shown(value, number),
    share: (value) => shown(value, share),
    change: (value) => shown(value, change),
    changeShare: (value) => changeShare.format(value),
    probability: (value) => (value !== null && value < 1e-4 ? `< ${probability.format(1e-4)}` : shown(value, probability)),
    money: (value, currency) => `${number.format(value)} ${currency}`,
    instant: (iso) => (iso === null || iso === undefined ? NOT_TOLD : instant.format(new Date(iso))),
    day: (iso) => day.format(new Date(iso)),
    bytes: (value) =>
      value === null || value === undefined
        ? NOT_TOLD
        : value < 2048
          ? `${number.format(value)} B`
          : `${number.format(Math.round(value / 1024))} KiB`,
  }
}
