// Held by tests/simulation/strange-records-do-no-harm.sim.test.ts

import { Channel, ID_TYPES, isLinkKind, PURPOSES, WITHDRAWAL, isObject } from '@weir/contracts'

const PERSON = /^([0-9a-f]{32})?$/
const NO_ADDRESS = '0'.repeat(32)
const EID = /^[0-9a-f]{16}$/

/**
 * What is wrong with the value of a record on `weir.events`; undefined when it can be folded. Only
 * what would harm the state is looked at, by hand: a schema would cost more than the fold itself.
 */
export function faultOf(value: unknown): string | undefined {
  if (!isObject(value)) return 'not an object'
  switch (value['kind']) {
    case 'event':
      return faultOfEvent(value)
    case 'tick':
      return Number.isSafeInteger(value['now']) ? undefined : 'a tick without a time'
    case 'switch':
      return Number.isSafeInteger(value['version']) ? undefined : 'a switch without a version'
    case 'define':
      return faultOfDefine(value)
    case 'erase':
      return faultOfErase(value)
    case 'detach':
      return isId(value['to']) && isId(value['person']) && areIds(value['from']) ? undefined : 'an identifier that goes to nobody'
    case 'split':
    case 'recount':
    case 'recounted':
      return faultOfSplit(value)
    default:
      return isObject(value) && isLinkKind(value['kind']) ? faultOfLink(value) : 'of no known kind'
  }
}

function faultOfDefine({ version, segments, base, changed, removed }: Record<string, unknown>): string | undefined {
  if (!Number.isSafeInteger(version)) return 'definitions without a version'
  if (Array.isArray(segments)) return undefined
  if (!Array.isArray(changed) || !Array.isArray(removed)) return 'definitions without segments'
  return Number.isSafeInteger(base) ? undefined : 'changes of definitions that name no version'
}

function faultOfErase({
  batch,
  at,
  who,
  shared = [],
  handed = [],
  gone = [],
  before,
}: Record<string, unknown>): string | undefined {
  if (typeof batch !== 'string' || !Number.isSafeInteger(at)) return 'an erasure without a name or a time'
  if (!Array.isArray(handed) || !handed.every(isHandedOut)) return 'an erasure of somebody who was handed to nobody'
  if (before !== undefined && !isBeforeSplits(before)) return 'an erasure of nobody who was split'
  return [who, shared, gone].every(areIds) ? undefined : 'an erasure of nobody'
}

function isBeforeSplits(value: unknown): boolean {
  return isObject(value) && ['ids', 'ended', 'identifiers'].every((field) => areIds(value[field]))
}

function isHandedOut(value: unknown): boolean {
  if (!isObject(value)) return false
  const { number, to, who } = value
  return Number.isSafeInteger(number) && Array.isArray(to) && Array.isArray(who)
}

/** They are made here, from what was checked before: what would lead astray is looked at. */
function faultOfLink({
  kind,
  to,
  other,
  person,
  claim,
  externals,
  state,
  version,
  source,
  id,
  passage,
}: Record<string, unknown>): string | undefined {
  if (!isId(to)) return 'a link to nobody'
  if (passage !== undefined && !isPassage(passage)) return 'a link that came by no fences'
  if (!isObject(claim) || !isId(claim['identifier']) || !Number.isSafeInteger(claim['at'])) return 'a link without its claim'
  if (kind === 'reassign') return isId(person) ? undefined : 'an identifier that goes to nobody'
  if (kind === 'release') return undefined
  if (kind === 'learn') return typeof source === 'string' && isIdentifier(id) ? undefined : 'nothing to learn'
  if (!isObject(other) || !isId(other['person']) || !Number.isSafeInteger(other['born'])) return 'a link of nobody'
  if ((kind === 'invite' || kind === 'absorb') && !isObject(externals)) return 'an invitation without external ids'
  if (kind === 'invite' && !Number.isSafeInteger(version)) return 'an invitation without a version'
  return kind === 'absorb' && typeof state !== 'string' ? 'nothing to absorb' : undefined
}

/** They are made here, from what was checked before, but for the request. */
function faultOfSplit({
  kind,
  to,
  split,
  leave,
  who,
  under = [],
  person,
  events,
  externals,
}: Record<string, unknown>): string | undefined {
  if (!isId(to) || typeof split !== 'string' || split === '') return 'a split of nobody'
  if (kind === 'split') return areIds(leave) ? undefined : 'a split without identifiers'
  if (kind === 'recount')
    return areIds(who) && areIds(under) && isId(person) && isObject(externals) ? undefined : 'a recount for nobody'
  return Array.isArray(events) && events.every(isCounted) ? undefined : 'a recount without events'
}

function isCounted(value: unknown): boolean {
  return isObject(value) && isId(value['for']) && isObject(value['event']) && faultOfEvent(value['event']) === undefined
}

function areIds(value: unknown): boolean {
  return Array.isArray(value) && value.every(isId)
}

function isId(value: unknown): boolean {
  return typeof value === 'string' && value !== '' && PERSON.test(value)
}

function isPassage(value: unknown): boolean {
  return isObject(value) && Number.isSafeInteger(value['fences']) && (value['known'] === undefined || isId(value['known']))
}

function faultOfEvent({ person, via = NO_ADDRESS, passage, eid, rev, hit }: Record<string, unknown>): string | undefined {
  if (typeof person !== 'string' || !PERSON.test(person)) return 'a person that is no person id'
  if (!isId(via)) return 'an address that is none'
  if (passage !== undefined && !isPassage(passage)) return 'an event that came by no fences'
  if (typeof eid !== 'string' || !EID.test(eid)) return 'an eid that is none'
  if (!Number.isSafeInteger(rev)) return 'no revision'
  return isObject(hit) ? faultInHit(hit) : 'no hit'
}

/**
 * What is wrong with the value of a record on `weir.hits`; undefined when resolve can take it: what
 * makes a hit one of the copies of its event has to be there too.
 */
export function faultOfHit(value: unknown): string | undefined {
  if (!isObject(value)) return 'not an object'
  for (const field of ['source', 'name', 'event_id'])
    if (typeof value[field] !== 'string' || value[field] === '') return `a hit without ${field}`
  if (!Channel.options.some((channel) => channel === value['channel'])) return 'a hit of no known channel'
  return faultInHit(value)
}

function faultInHit(hit: Record<string, unknown>): string | undefined {
  if (typeof hit['name'] !== 'string') return 'a hit without a name'
  if (!Number.isSafeInteger(hit['event_time']) || !Number.isSafeInteger(hit['received_at'])) return 'a hit without its times'
  if (!isObject(hit['body'])) return 'a hit without a body'
  if (!Array.isArray(hit['ids']) || !hit['ids'].every(isIdentifier)) return 'a hit with identifiers that are none'
  return isConsent(hit['consent'], hit['name'] === WITHDRAWAL) ? undefined : 'a hit without consent'
}

/** @param partly whether it may leave purposes undecided. */
function isConsent(consent: unknown, partly: boolean): boolean {
  if (!isObject(consent)) return false
  return PURPOSES.every((purpose) => isObject(consent[purpose]) || (partly && consent[purpose] === undefined))
}

function isIdentifier(id: unknown): boolean {
  return isObject(id) && (ID_TYPES as readonly unknown[]).includes(id['type']) && typeof id['value'] === 'string'
}
