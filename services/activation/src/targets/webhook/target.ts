import { hash } from 'node:crypto'
import type { StoredDestination } from '@weir/contracts'
import { destinationKey } from '@weir/destinations'
import type { SendOutcome } from '@weir/destinations'
import { sendWebhook, WebhookError } from '@weir/runtime/http'
import type { Row, SendTarget } from '../../target.ts'

type WebhookSpec = Extract<StoredDestination, { kind: 'webhook' }>

export interface WebhookParts {
  /** Reads a variable with a secret. */
  variable: (name: string) => string | undefined
  /** Whether it may go to addresses of the machine itself and of private networks. */
  allowPrivate: boolean
  /** Unix ms. */
  now: () => number
}

/** A person of whom a receiver takes nothing for so long is given up, ms. */
const GIVE_UP_MS = 24 * 3_600_000
const SECRET_MS = 30_000

/**
 * Messages about single persons, signed as standardwebhooks.com says: `segment.entered`,
 * `segment.left`. The id of a message is the same for every try of it, and another one for the next
 * message about the person, which is sent only when the one before is answered.
 */
export function createWebhook(spec: WebhookSpec, { variable, allowPrivate, now }: WebhookParts): SendTarget {
  const send = async (id: string, message: object): Promise<SendOutcome> => {
    const secret = variable(spec.secret.env)
    if (secret === undefined)
      return { kind: 'blocked', reason: `the variable ${spec.secret.env} is not set`, request: id, forMs: SECRET_MS }
    try {
      await sendWebhook({ url: spec.url, secret, id, at: now(), body: JSON.stringify(message), allowPrivate })
      return { kind: 'done', request: id }
    } catch (error) {
      if (!(error instanceof WebhookError)) throw error
      return { kind: 'unknown', reason: error.message, request: id }
    }
  }
  return {
    types: [],
    limits: { rows: 1, bytes: 1_000_000 },
    parallel: 16,
    perSecond: spec.requests_per_second,
    giveUpMs: GIVE_UP_MS,
    weigh: () => ({ rows: 1, bytes: 500 }),
    async send(action, rows) {
      const [row] = rows
      return row ? send(messageId(spec, action, row), messageOf(spec, action, row)) : { kind: 'done', request: '' }
    },
    test: () => send(`test-${now()}`, { type: 'test', timestamp: new Date(now()).toISOString(), data: {} }),
  }
}

function messageId(spec: WebhookSpec, action: string, { person, turn }: Row): string {
  return `msg_${hash('sha256', JSON.stringify([destinationKey(spec), person, action, turn])).slice(0, 32)}`
}

function messageOf({ segment }: WebhookSpec, action: 'add' | 'remove', { person, at, reason }: Row): object {
  const timestamp = new Date(at).toISOString()
  return { type: action === 'add' ? 'segment.entered' : 'segment.left', timestamp, data: { segment, person, reason } }
}
