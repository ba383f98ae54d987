/** The instants that a report covers. */
export interface Range {
  /** Unix ms, inclusive. */
  from: number
  /** Unix ms, exclusive. */
  to: number
  /** An IANA name as the engine spells it. */
  zone: string
}
