/** What one process has let through of one bucket since it last told. */
export interface Charge {
  /** A digest of what is limited: no address or key is told in clear. */
  key: string
  tokens: number
  /** The bucket, should it be new: so many tokens flow in, up to `burst`. */
  perSecond: number
  burst: number
}

/** Token buckets that several processes share. A bucket that nobody has used is full. */
export interface SharedBuckets {
  /**
   * Takes what was spent out of the buckets, which may leave less than nothing in them.
   * @returns what is left in each, in order.
   * @throws OutageError when they are not in reach; it may have been taken all the same.
   */
  charge(charges: readonly Charge[]): Promise<number[]>
}
