import type { Shape } from '../traffic.ts'

/**
 * Ten kinds of events, each of interest to two segments; a person's first event makes them a member
 * of one of the twenty.
 */
export const SHAPE: Shape = { names: 10, segmentsPerName: 2 }
/** Events per request. */
export const BATCH = 50
export const PEOPLE = 20_000
