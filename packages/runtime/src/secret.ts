import { randomBytes } from 'node:crypto'
import type { ConfigView } from './config-view.ts'

const BYTES = 32

/**
 * A secret that all processes of a deployment share, and that a restart keeps: a record of the
 * control plane, made when it is asked for the first time. Two processes that make it at the same
 * moment agree on the later one as soon as they have read it.
 */
export async function sharedSecret(config: ConfigView, name: string): Promise<Uint8Array> {
  const known = config.secret(name)
  if (known) return known
  await config.put(`secret:${name}`, { value: randomBytes(BYTES).toString('base64url') })
  return sharedSecret(config, name)
}
