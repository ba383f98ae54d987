/** How much a run takes upon itself. */
export interface Effort {
  /** Small figures, to see that everything runs. */
  quick: boolean
  /** How often everything is measured, what is compared by turns. */
  rounds: number
}
