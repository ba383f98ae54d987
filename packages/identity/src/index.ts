// Who: identifiers normalised and hashed at the edge, the person they name, and removing what must
// not be kept.
export * from './identifiers-of.ts'
export * from './linking/index.ts'
export { vouchedIds, normalise } from './normalise.ts'
export type { VouchedIds } from './normalise.ts'
export { isPersonal, looksNational, pseudonym, REDACTED, scrubStrictly, scrubText } from './personal.ts'
export { isPlaceholder, isUnfilled } from './placeholders.ts'
export * from './resolver.ts'
export * from './scrub.ts'
export { trimmed } from './text.ts'
export { USER_FIELDS } from './user-fields.ts'
