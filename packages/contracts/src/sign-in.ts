import { z } from 'zod'

/**
 * A browser that signed in with a key (`sign-in:<id>` of the control plane): the SHA-256 (hex) of
 * what its cookie holds, and of which key. It ends with the key: `key_hash` is the stored hash of
 * the key that signed in, and another key under the same id has another one.
 */
export const StoredSignIn = z.object({
  id: z.string(),
  key: z.string(),
  key_hash: z.string(),
  hash: z.string(),
  created_at: z.int(),
  expires_at: z.int(),
})
export type StoredSignIn = z.infer<typeof StoredSignIn>
