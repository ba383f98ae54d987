/** What is known of somebody now. */
export interface Modelled {
  /** Grants storage and modelling, has not opted out and was not erased. */
  may: boolean
  /** Of the segments that were asked for, those the person is a member of. */
  segments: ReadonlySet<string>
}

/** Who may be looked at, asked of whoever knows what people allow. */
export interface ModelledPeople {
  /**
   * By id, those who live under it now; whoever was absorbed, forgotten or erased is not among
   * them.
   * @throws WeirError unavailable where opt-outs cannot be read: then nobody may be looked at.
   */
  look(ids: readonly string[], segments: readonly string[]): Promise<ReadonlyMap<string, Modelled>>
}
