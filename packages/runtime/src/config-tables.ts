// Held by config-view.test.ts
import { NO_SUPPRESSION, suppressionOf } from '@weir/contracts'
import type {
  ConfigRecord,
  DeliveryPull,
  DeliverySource,
  DestinationAudiences,
  EraseReceipt,
  ExchangeRates,
  Experiment,
  ExposurePolicy,
  Holdout,
  ReportRuns,
  ReportSchedule,
  Source,
  SplitReceipt,
  StoredConsumer,
  StoredDestination,
  StoredErasure,
  StoredJourney,
  StoredKey,
  StoredLookalike,
  StoredModel,
  StoredSegmentVersion,
  StoredSignIn,
  StoredSplit,
  StoredSuppressionList,
  StoredThreshold,
  Suppression,
  Targeting,
} from '@weir/contracts'
import { createLiveSegments } from './live-segments.ts'

interface Single {
  holdout?: Holdout | undefined
  /** What the lists below say together. */
  suppression: Suppression
  clock: number
  segmentsVersion: number
  erasuresVersion: number
}

/**
 * What the control plane has of each kind, by id; the latest time of a manual clock; and behind
 * which records segments and erasures have changed last.
 */
export type ConfigTables = ReturnType<typeof createConfigTables>

export function createConfigTables() {
  const thresholds = new Map<string, StoredThreshold>()
  const single: Single = {
    suppression: NO_SUPPRESSION,
    clock: 0,
    segmentsVersion: 0,
    erasuresVersion: 0,
  }
  return {
    ...single,
    thresholds,
    live: createLiveSegments((id) => thresholds.get(id)),
    /** By the id of the segment, then by version. */
    segmentVersions: new Map<string, Map<number, StoredSegmentVersion>>(),
    sources: new Map<string, Source>(),
    keys: new Map<string, StoredKey>(),
    secrets: new Map<string, Uint8Array>(),
    consumers: new Map<string, StoredConsumer>(),
    erasures: new Map<string, StoredErasure>(),
    eraseReceipts: new Map<string, EraseReceipt>(),
    signIns: new Map<string, StoredSignIn>(),
    splits: new Map<string, StoredSplit>(),
    splitReceipts: new Map<string, SplitReceipt>(),
    deliverySources: new Map<string, DeliverySource>(),
    deliveryPulls: new Map<string, DeliveryPull>(),
    targeting: new Map<string, Targeting>(),
    exchangeRates: new Map<string, ExchangeRates>(),
    reportSchedules: new Map<string, ReportSchedule>(),
    experiments: new Map<string, Experiment>(),
    journeys: new Map<string, StoredJourney>(),
    models: new Map<string, StoredModel>(),
    lookalikes: new Map<string, StoredLookalike>(),
    reportRuns: new Map<string, ReportRuns>(),
    destinations: new Map<string, StoredDestination>(),
    destinationAudiences: new Map<string, DestinationAudiences>(),
    exposurePolicies: new Map<string, ExposurePolicy>(),
    suppressionLists: new Map<string, StoredSuppressionList>(),
  }
}

/** Takes one record over. @param offset where it stands. */
export function takeConfigRecord(tables: ConfigTables, record: ConfigRecord, offset: number): void {
  if (record.kind === 'source') set(tables.sources, record.id, record.value)
  else if (record.kind === 'key') set(tables.keys, record.id, record.value)
  else if (record.kind === 'segment') {
    tables.live.set(record.id, record.value)
    tables.segmentsVersion = offset + 1
  } else if (record.kind === 'segment-version') takeVersion(tables.segmentVersions, record.id, record.value)
  else if (record.kind === 'threshold') {
    set(tables.thresholds, record.id, record.value)
    if (tables.live.thresholdChanged(record.id)) tables.segmentsVersion = offset + 1
  } else if (record.kind === 'secret') set(tables.secrets, record.id, record.value)
  else if (record.kind === 'consumer') set(tables.consumers, record.id, record.value)
  else if (record.kind === 'erasure') {
    set(tables.erasures, record.id, record.value)
    tables.erasuresVersion = offset + 1
  } else if (record.kind === 'erased') {
    set(tables.eraseReceipts, record.id, record.value)
    tables.erasuresVersion = offset + 1
  } else if (record.kind === 'delivery-source') set(tables.deliverySources, record.id, record.value)
  else if (record.kind === 'delivery-pull') set(tables.deliveryPulls, record.id, record.value)
  else if (record.kind === 'targeting') set(tables.targeting, record.id, record.value)
  else if (record.kind === 'exchange-rates') set(tables.exchangeRates, record.id, record.value)
  else if (record.kind === 'report-schedule') set(tables.reportSchedules, record.id, record.value)
  else if (record.kind === 'report-runs') set(tables.reportRuns, record.id, record.value)
  else if (record.kind === 'experiment') set(tables.experiments, record.id, record.value)
  else if (record.kind === 'journey') set(tables.journeys, record.id, record.value)
  else if (record.kind === 'model') set(tables.models, record.id, record.value)
  else if (record.kind === 'lookalike') set(tables.lookalikes, record.id, record.value)
  else if (record.kind === 'holdout') tables.holdout = record.value
  else if (record.kind === 'destination') set(tables.destinations, record.id, record.value)
  else if (record.kind === 'destination-audiences') set(tables.destinationAudiences, record.id, record.value)
  else if (record.kind === 'exposure-policy') set(tables.exposurePolicies, record.id, record.value)
  else if (record.kind === 'suppression-list') {
    set(tables.suppressionLists, record.id, record.value)
    tables.suppression = suppressionOf(tables.suppressionLists.values())
  } else if (record.kind === 'split') set(tables.splits, record.id, record.value)
  else if (record.kind === 'apart') set(tables.splitReceipts, record.id, record.value)
  else if (record.kind === 'sign-in') set(tables.signIns, record.id, record.value)
  else if (record.kind === 'renewal') tables.segmentsVersion = offset + 1
  else if (record.kind === 'clock') tables.clock = Math.max(tables.clock, record.now)
}

function takeVersion(versions: ConfigTables['segmentVersions'], key: string, value: StoredSegmentVersion | undefined): void {
  const at = key.lastIndexOf('/')
  const [id, version] = [key.slice(0, at), Number(key.slice(at + 1))]
  const kept = versions.get(id) ?? new Map<number, StoredSegmentVersion>()
  if (value === undefined) kept.delete(version)
  else kept.set(version, value)
  if (kept.size === 0) versions.delete(id)
  else versions.set(id, kept)
}

function set<T>(map: Map<string, T>, id: string, value: T | undefined): void {
  if (value === undefined) map.delete(id)
  else map.set(id, value)
}
