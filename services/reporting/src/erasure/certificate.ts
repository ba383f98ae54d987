// Held by tests/e2e/erasure.e2e.test.ts

import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { WeirError } from '@weir/contracts'
import type { StoredErasure } from '@weir/contracts'
import { sharedSecret } from '@weir/runtime'
import type { ConfigView } from '@weir/runtime'
import { iso } from '../shared/iso.ts'
import type { ToldDestination } from './destinations.ts'

/** The secret that certificates are signed with: an Ed25519 seed. */
const SECRET = 'erasure-certificates'
/** What stands before the 32 bytes of a seed in PKCS #8 (RFC 8410). */
const PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex')

/** A public key as a JWK (RFC 8037). */
export interface PublicJwk {
  kty: 'OKP'
  crv: 'Ed25519'
  x: string
  kid: string
  alg: 'EdDSA'
  use: 'sig'
}

/** What a certificate states. It names the person by keyed digests alone. */
export interface ErasureStatement {
  type: 'weir-erasure'
  erasure: string
  /** What the request named, and everything that was found to be the same person. */
  asked: string[]
  persons_and_identifiers: string[]
  requested_at: string
  erased_up_to: string
  finished_at: string
  persons: number
  /** Where the person was handed out, and whether the removal is confirmed there. */
  destinations: ToldDestination[]
  counts: Record<string, Record<string, number>>
}

/** The deployment's signing key, made when it is asked for the first time. */
async function signingKey(config: ConfigView): Promise<KeyObject> {
  const seed = await sharedSecret(config, SECRET)
  return createPrivateKey({ key: Buffer.concat([PKCS8_HEAD, seed]), format: 'der', type: 'pkcs8' })
}

/** The public key by which certificates of this deployment are verified. */
export async function certificateKey(config: ConfigView): Promise<PublicJwk> {
  return jwkOf(await signingKey(config))
}

function jwkOf(key: KeyObject): PublicJwk {
  const { x = '' } = createPublicKey(key).export({ format: 'jwk' })
  const kid = createHash('sha256').update(x).digest('hex').slice(0, 16)
  return { kty: 'OKP', crv: 'Ed25519', x, kid, alg: 'EdDSA', use: 'sig' }
}

/**
 * A signed statement that an erasure is done, as a JWS (RFC 7515, compact form, `alg` EdDSA).
 * @throws WeirError conflict while it is not done.
 */
export async function certificateOf(
  config: ConfigView,
  id: string,
  request: StoredErasure,
  destinations: ToldDestination[],
): Promise<{ statement: ErasureStatement; jws: string }> {
  const { finished_at, at = request.requested_at, counts = {} } = request
  if (finished_at === undefined)
    throw new WeirError('conflict', 'the erasure is not done yet: GET /v1/erasures/{id} says how far it is')
  const statement: ErasureStatement = {
    type: 'weir-erasure',
    erasure: id,
    asked: request.asked,
    persons_and_identifiers: request.who,
    requested_at: iso(request.requested_at),
    erased_up_to: iso(at),
    finished_at: iso(finished_at),
    persons: request.found,
    destinations,
    counts,
  }
  const key = await signingKey(config)
  const head = { alg: 'EdDSA', typ: 'JWT', kid: jwkOf(key).kid }
  const text = [head, statement].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
  return { statement, jws: `${text}.${sign(null, Buffer.from(text), key).toString('base64url')}` }
}
