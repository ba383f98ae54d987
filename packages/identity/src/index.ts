// Who: identifiers normalised and hashed at the edge, the person they name, and removing what must not be kept.
export * from './identifiers-of.ts'
export { isPersonal, pseudonym, REDACTED, scrubText } from './personal.ts'
export { normalise } from './normalise.ts'
export * from './resolver.ts'
export * from './scrub.ts'
export { USER_FIELDS } from './user-fields.ts'
