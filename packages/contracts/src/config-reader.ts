import { z } from 'zod'
import { SCOPES, SourceInput, StoredKey, StoredSecret, StoredSegment } from './config-records.ts'
import type { Scope, Source } from './config-records.ts'
import { DeliverySourceInput, TargetingInput } from './delivery.ts'
import type { DeliverySource, Targeting } from './delivery.ts'
import { DeliveryPull } from './delivery-pull.ts'
import { DestinationAudiences, StoredDestination } from './destination.ts'
import { ExchangeRatesInput } from './exchange-rates.ts'
import type { ExchangeRates } from './exchange-rates.ts'
import { StoredExposurePolicy } from './exposure-policy.ts'
import type { ExposurePolicy } from './exposure-policy.ts'
import { HoldoutInput, StoredExperiment } from './experiment.ts'
import type { Experiment, Holdout } from './experiment.ts'
import { StoredJourney } from './journey.ts'
import { StoredConsumer } from './ledger.ts'
import { EraseReceipt, StoredErasure } from './erasure.ts'
import { StoredLookalike, StoredModel } from './model.ts'
import { ReportRuns, StoredReportSchedule } from './report-schedule.ts'
import type { ReportSchedule } from './report-schedule.ts'
import { StoredSegmentVersion } from './segment-version.ts'
import { StoredSignIn } from './sign-in.ts'
import { SplitReceipt, StoredSplit } from './splitting.ts'
import { StoredSuppressionList } from './suppression.ts'
import { StoredThreshold } from './threshold.ts'
import { parseRecordJson, UnreadableError } from './unreadable.ts'

/** The key of the record that says what time it is under an event or manual clock. */
export const CLOCK_KEY = 'clock:now'

/** The key of the record that has all definitions taken up anew, although none has changed. */
export const RENEWAL_KEY = 'definitions:renewal'

/**
 * A record of the control plane, by kind; `value` is undefined for a deletion. `other`: of a kind
 * that this version has no use for.
 */
export type ConfigRecord =
  | { kind: 'source'; id: string; value: Source | undefined }
  | { kind: 'key'; id: string; value: StoredKey | undefined }
  | { kind: 'segment'; id: string; value: StoredSegment | undefined }
  | { kind: 'segment-version'; id: string; value: StoredSegmentVersion | undefined }
  | { kind: 'threshold'; id: string; value: StoredThreshold | undefined }
  | { kind: 'secret'; id: string; value: Uint8Array | undefined }
  | { kind: 'consumer'; id: string; value: StoredConsumer | undefined }
  | { kind: 'erasure'; id: string; value: StoredErasure | undefined }
  | { kind: 'erased'; id: string; value: EraseReceipt | undefined }
  | { kind: 'delivery-source'; id: string; value: DeliverySource | undefined }
  | { kind: 'delivery-pull'; id: string; value: DeliveryPull | undefined }
  | { kind: 'targeting'; id: string; value: Targeting | undefined }
  | { kind: 'exchange-rates'; id: string; value: ExchangeRates | undefined }
  | { kind: 'report-schedule'; id: string; value: ReportSchedule | undefined }
  | { kind: 'report-runs'; id: string; value: ReportRuns | undefined }
  | { kind: 'experiment'; id: string; value: Experiment | undefined }
  | { kind: 'journey'; id: string; value: StoredJourney | undefined }
  | { kind: 'holdout'; value: Holdout | undefined }
  | { kind: 'model'; id: string; value: StoredModel | undefined }
  | { kind: 'lookalike'; id: string; value: StoredLookalike | undefined }
  | { kind: 'destination'; id: string; value: StoredDestination | undefined }
  | { kind: 'destination-audiences'; id: string; value: DestinationAudiences | undefined }
  | { kind: 'exposure-policy'; id: string; value: ExposurePolicy | undefined }
  | { kind: 'split'; id: string; value: StoredSplit | undefined }
  | { kind: 'apart'; id: string; value: SplitReceipt | undefined }
  | { kind: 'sign-in'; id: string; value: StoredSignIn | undefined }
  | { kind: 'suppression-list'; id: string; value: StoredSuppressionList | undefined }
  | { kind: 'clock'; now: number }
  | { kind: 'renewal' }
  | { kind: 'other' }

// What a door takes is strict; what is read back may come from a newer version, whose further
// fields mean nothing here.
const StoredSource = z.object(SourceInput.shape)
const ReadDeliverySource = z.object(DeliverySourceInput.shape)
const ReadTargeting = z.object(TargetingInput.shape)
const ReadExchangeRates = z.object(ExchangeRatesInput.shape)
const ReadHoldout = z.object(HoldoutInput.shape)
const ReadKey = z.object({ ...StoredKey.shape, scopes: z.array(z.string()) })
const ReadSegment = z.object(StoredSegment.shape)
const ReadClock = z.object({ now: z.int() })

/**
 * Reads a record of `weir.config`. Unknown fields of a record are ignored, as are scopes of a key
 * that this version does not know: the key can only do less. An unknown field inside a rule makes
 * the segment unreadable, because a rule without it means something else.
 * @throws UnreadableError saying what is wrong with it, without quoting it.
 */
export function readConfigRecord(key: string, bytes: Uint8Array): ConfigRecord {
  const [kind, id] = partsOf(key)
  if (key === CLOCK_KEY) return { kind: 'clock', now: read(ReadClock, bytes).now }
  if (key === RENEWAL_KEY) return { kind: 'renewal' }
  switch (kind) {
    case 'source':
      return { kind, id, value: bytes.length === 0 ? undefined : { code: id, ...read(StoredSource, bytes) } }
    case 'key':
      return { kind, id, value: bytes.length === 0 ? undefined : toKey(read(ReadKey, bytes)) }
    case 'segment':
      return { kind, id, value: bytes.length === 0 ? undefined : read(ReadSegment, bytes) }
    case 'segment-version':
      return { kind, id, value: bytes.length === 0 ? undefined : read(StoredSegmentVersion, bytes) }
    case 'threshold':
      return { kind, id, value: bytes.length === 0 ? undefined : read(StoredThreshold, withoutUnknown(bytes)) }
    case 'secret':
      return { kind, id, value: bytes.length === 0 ? undefined : Buffer.from(read(StoredSecret, bytes).value, 'base64url') }
    case 'consumer':
      return { kind, id, value: bytes.length === 0 ? undefined : read(StoredConsumer, bytes) }
    case 'erasure':
      return { kind, id, value: bytes.length === 0 ? undefined : read(StoredErasure, bytes) }
    case 'erased':
      return { kind, id, value: bytes.length === 0 ? undefined : read(EraseReceipt, bytes) }
    case 'delivery-source':
      return { kind, id, value: bytes.length === 0 ? undefined : { id, ...read(ReadDeliverySource, bytes) } }
    case 'delivery-pull':
      return { kind, id, value: bytes.length === 0 ? undefined : read(DeliveryPull, bytes) }
    case 'targeting':
      return { kind, id, value: bytes.length === 0 ? undefined : { adgroup_id: id, ...read(ReadTargeting, bytes) } }
    case 'exchange-rates':
      return { kind, id, value: bytes.length === 0 ? undefined : { ...pairOf(id), ...read(ReadExchangeRates, bytes) } }
    case 'report-schedule':
      return { kind, id, value: bytes.length === 0 ? undefined : { id, ...read(StoredReportSchedule, bytes) } }
    case 'report-runs':
      return { kind, id, value: bytes.length === 0 ? undefined : read(ReportRuns, bytes) }
    case 'experiment':
      return { kind, id, value: bytes.length === 0 ? undefined : { id, ...read(StoredExperiment, bytes) } }
    case 'journey':
      return { kind, id, value: bytes.length === 0 ? undefined : { id, ...read(StoredJourney, bytes) } }
    case 'holdout':
      return { kind, value: bytes.length === 0 ? undefined : read(ReadHoldout, bytes) }
    case 'model':
      return { kind, id, value: bytes.length === 0 ? undefined : read(StoredModel, bytes) }
    case 'lookalike':
      return { kind, id, value: bytes.length === 0 ? undefined : read(StoredLookalike, bytes) }
    case 'destination':
      return { kind, id, value: bytes.length === 0 ? undefined : { id, ...read(StoredDestination, bytes) } }
    case 'destination-audiences':
      return { kind, id, value: bytes.length === 0 ? undefined : read(DestinationAudiences, bytes) }
    case 'exposure-policy':
      return { kind, id, value: bytes.length === 0 ? undefined : { id, ...read(StoredExposurePolicy, bytes) } }
    case 'suppression-list':
      return { kind, id, value: bytes.length === 0 ? undefined : { id, ...read(StoredSuppressionList, bytes) } }
    case 'split':
      return { kind, id, value: bytes.length === 0 ? undefined : read(StoredSplit, bytes) }
    case 'apart':
      return { kind, id, value: bytes.length === 0 ? undefined : read(SplitReceipt, bytes) }
    case 'sign-in':
      return { kind, id, value: bytes.length === 0 ? undefined : read(StoredSignIn, bytes) }
    default:
      return { kind: 'other' }
  }
}

/**
 * The kind in a record's key, to report a record that cannot be read. The rest of the key may hold
 * anything.
 */
export function configKind(key: string): string {
  const [kind] = partsOf(key)
  return KINDS.has(kind) ? kind : 'other'
}

const KINDS = new Set<string>([
  'source',
  'key',
  'segment',
  'segment-version',
  'threshold',
  'secret',
  'consumer',
  'erasure',
  'erased',
  'delivery-source',
  'delivery-pull',
  'report-schedule',
  'report-runs',
  'targeting',
  'exchange-rates',
  'experiment',
  'journey',
  'holdout',
  'model',
  'lookalike',
  'destination',
  'destination-audiences',
  'exposure-policy',
  'suppression-list',
  'split',
  'apart',
  'sign-in',
  'clock',
] satisfies ConfigRecord['kind'][])

function toKey(key: z.infer<typeof ReadKey>): StoredKey {
  const isScope = (scope: string): scope is Scope => (SCOPES as readonly string[]).includes(scope)
  return { ...key, scopes: key.scopes.filter(isScope) }
}

const THRESHOLD_FIELDS = new Set(['id', 'version', 'published_at', 'value', 'percentiles', 'sizes'])

/**
 * The three forms of a threshold tell themselves apart by being strict, so what none of them knows
 * is left out before.
 */
function withoutUnknown(bytes: Uint8Array): Uint8Array {
  const value = parseRecordJson(bytes)
  if (typeof value !== 'object' || value === null) return bytes
  return Buffer.from(JSON.stringify(Object.fromEntries(Object.entries(value).filter(([name]) => THRESHOLD_FIELDS.has(name)))))
}

function read<T>(schema: z.ZodType<T>, bytes: Uint8Array): T {
  const parsed = schema.safeParse(parseRecordJson(bytes))
  if (parsed.success) return parsed.data
  throw new UnreadableError(`it is not of its kind's form (${firstField(parsed.error)})`)
}

/** Names of our own schemas only: a path may lead through keys that a user chose. */
function firstField(error: z.ZodError): string {
  const [field] = error.issues[0]?.path ?? []
  return typeof field === 'string' && /^[a-z_]{1,30}$/.test(field) ? `at "${field}"` : 'as a whole'
}

function pairOf(id: string): { from: string; to: string } {
  const at = id.indexOf('/')
  return { from: id.slice(0, at), to: id.slice(at + 1) }
}

function partsOf(key: string): [string, string] {
  const at = key.indexOf(':')
  return [key.slice(0, at), key.slice(at + 1)]
}
