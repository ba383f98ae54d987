import { z } from 'zod'

/** What consent is asked for, in the order in which the bits and columns are kept. TCF purposes 1, 3, 4, 7, 10. */
export const PURPOSES = ['storage', 'profiling', 'personalised_ads', 'measurement', 'modelling'] as const
export const Purpose = z.enum(PURPOSES)
export type Purpose = z.infer<typeof Purpose>

/**
 * One purpose's state as a hit carries it. `signal`: somebody said so (consent object, limited data use ...);
 * `basis`: nobody said anything and the source's basis decided. A signal always outranks a basis, however old.
 */
export const ConsentMark = z.strictObject({ granted: z.boolean(), by: z.enum(['signal', 'basis']) })
export type ConsentMark = z.infer<typeof ConsentMark>

/** Consent of one hit: every purpose is decided at the edge. */
export const HitConsent = z.record(Purpose, ConsentMark)
export type HitConsent = z.infer<typeof HitConsent>

/** How a mark is written in the warehouse: 1 basis denied, 2 basis granted, 3 signal denied, 4 signal granted (0: unknown). */
export function consentCode(mark: ConsentMark): number {
  return (mark.by === 'signal' ? 3 : 1) + (mark.granted ? 1 : 0)
}

/** A segment needs these unless its definition says otherwise. */
export const DEFAULT_SEGMENT_PURPOSES: readonly Purpose[] = ['profiling', 'personalised_ads']
