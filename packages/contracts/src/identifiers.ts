import { z } from 'zod'

/** Identifier types, strongest first: the order in which one of them names the person. */
export const ID_TYPES = ['external_id', 'email', 'phone', 'idfa', 'gaid', 'idfv', 'ttp', 'ttclid', 'anonymous_id'] as const
export const IdType = z.enum(ID_TYPES)
export type IdType = z.infer<typeof IdType>

/**
 * A normalised identifier; e-mail, phone and external_id are SHA-256 (lower-case hex) from the edge
 * on.
 */
export const Identifier = z.strictObject({ type: IdType, value: z.string().min(1).max(512) })
export type Identifier = z.infer<typeof Identifier>

/** `type:value`, the form of an identifier in index keys and in URLs. */
export function identifierKey(id: Identifier): string {
  return `${id.type}:${id.value}`
}
