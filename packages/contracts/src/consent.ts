import { z } from 'zod'

/**
 * What consent is asked for, in the order in which the bits and columns are kept. TCF purposes 1,
 * 3, 4, 7, 10.
 */
export const PURPOSES = ['storage', 'profiling', 'personalised_ads', 'measurement', 'modelling'] as const
export const Purpose = z.enum(PURPOSES)
export type Purpose = z.infer<typeof Purpose>

/**
 * One purpose's state as a hit carries it. `signal`: the hit says so (consent object, limited data
 * use ...); `basis`: the hit says nothing, and the source's basis decided. A signal always outranks
 * a basis, however old. `keyless`: the signal came without a key. Any holder of a pixel code can
 * send one, so such a grant does not undo a denial that came with a key.
 */
export const ConsentMark = z.strictObject({
  granted: z.boolean(),
  by: z.enum(['signal', 'basis']),
  keyless: z.literal(true).exactOptional(),
})
export type ConsentMark = z.infer<typeof ConsentMark>

/** Consent of one hit: every purpose is decided at the edge. */
export const HitConsent = z.record(Purpose, ConsentMark)
export type HitConsent = z.infer<typeof HitConsent>

/**
 * What an event says of consent: a withdrawal says nothing of the purposes that it leaves alone.
 */
export type SaidConsent = Partial<HitConsent>

/**
 * How a mark is written in the warehouse: 1 basis denied, 2 basis granted, 3 signal denied, 4
 * signal granted, 5 and 6 the same without a key. 0: the event says nothing of this purpose.
 */
export function consentCode(mark: ConsentMark | undefined): number {
  if (!mark) return 0
  return (mark.by === 'basis' ? 1 : mark.keyless ? 5 : 3) + (mark.granted ? 1 : 0)
}

/** The inverse of {@link consentCode}. */
export function markOfCode(code: number): ConsentMark | undefined {
  if (code === 0) return undefined
  const granted = code % 2 === 0
  return code <= 2 ? { granted, by: 'basis' } : { granted, by: 'signal', ...(code >= 5 ? { keyless: true } : {}) }
}

/** A segment needs these unless its definition says otherwise. */
export const DEFAULT_SEGMENT_PURPOSES: readonly Purpose[] = ['profiling', 'personalised_ads']
