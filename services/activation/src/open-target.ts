// Held by targets/tiktok-streaming/target.test.ts
import { readFile } from 'node:fs/promises'
import type { SentDestination, TokenReference } from '@weir/contracts'
import { tokenVariable, webhookVariable } from '@weir/runtime'
import type { ConfigView } from '@weir/runtime'
import type { Http } from './http.ts'
import type { SendTarget } from './target.ts'
import { createTiktokFile } from './targets/tiktok-file/target.ts'
import { createTiktokApi } from './targets/tiktok-streaming/api.ts'
import { createTiktokStreaming } from './targets/tiktok-streaming/target.ts'
import { createWebhook } from './targets/webhook/target.ts'

export interface OpenTargetDeps {
  config: Pick<ConfigView, 'destinationAudiences' | 'put' | 'refresh'>
  http: Http
  /** The address in front of `/open_api`. */
  tiktokUrl: string
  /** Whether this process makes audiences. */
  mayMake: () => boolean
  /** Whether webhooks may go to addresses of this machine and of private networks. */
  allowPrivateHooks: boolean
  /** Unix ms. */
  now: () => number
  /** The fewest users that an audience of files may have; TikTok's number unless told. */
  fileFloor?: number
  /** Variables with tokens and secrets; those of the process unless told. */
  variable?: (name: string) => string | undefined
}

/** Opens what sends to a destination; it connects when it has something to say. */
export function openTarget(spec: SentDestination, deps: OpenTargetDeps): SendTarget {
  const { config, http, tiktokUrl: url, mayMake, variable = tokenVariable } = deps
  if (spec.kind === 'webhook')
    return createWebhook(spec, {
      variable: deps.variable ?? webhookVariable,
      allowPrivate: deps.allowPrivateHooks,
      now: deps.now,
    })
  const { id, created_at } = spec
  const api = createTiktokApi({ url, http, token: () => readSecret(spec.token, variable) })
  const kept = {
    read() {
      const known = config.destinationAudiences(id)
      return known?.created_at === created_at ? known.audiences : {}
    },
    write: (audiences: Readonly<Record<string, string>>) => config.put(`destination-audiences:${id}`, { created_at, audiences }),
  }
  if (spec.kind === 'tiktok_streaming') return createTiktokStreaming(spec, api, { ...kept, mayMake })
  const floor = deps.fileFloor === undefined ? {} : { floor: deps.fileFloor }
  return createTiktokFile(spec, { api, ids: { ...kept, refresh: () => config.refresh() }, now: deps.now, ...floor })
}

/** A token is one word; what has blanks or lines is another kind of file. */
const TOKEN = /^[\x21-\x7e]{8,512}$/

/**
 * Read anew each time: a token that was renewed needs no restart.
 * @throws Error saying where it was looked for, and nothing of what stood there.
 */
async function readSecret(reference: TokenReference, variable: (name: string) => string | undefined): Promise<string> {
  // A file that cannot be read has no token, which is told below.
  const text = 'env' in reference ? variable(reference.env) : await readFile(reference.file, 'utf8').catch(() => undefined)
  const token = text?.trim() ?? ''
  if (TOKEN.test(token)) return token
  const place = 'env' in reference ? `the variable ${reference.env}` : `the file ${reference.file}`
  throw new Error(`${place} has no access token: one word, readable by the process that sends`)
}
