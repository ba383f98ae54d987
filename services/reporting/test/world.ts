import {
  encodeBitmaps,
  loaderStatePartitions,
  membershipPurposes,
  loadBitmaps,
  noBitmaps,
  partitionOf,
  personId,
  ruleKey,
  segmentNumber,
  versionTable,
} from '@weir/contracts'
import type { Identifier, KeptVersion, Purpose, Scope, SegmentDefinition } from '@weir/contracts'
import { createMemoryLog } from '@weir/eventlog/memory'
import {
  createErased,
  ensureErasureKey,
  Registry,
  createClock,
  createKey,
  createLogger,
  KEEP_SETTINGS,
  keepOf,
  readSettings,
  openConfigView,
} from '@weir/runtime'
import type { ClockKind, ConfigView } from '@weir/runtime'
import { createServer } from '@weir/runtime/http'
import { compile, encodePerson, newPerson } from '@weir/segmentation'
import type { Program } from '@weir/segmentation'
import { createMemoryState } from '@weir/state/memory'
import type { StateStore } from '@weir/state'
import { openWarehouse } from '@weir/warehouse'
import type { Warehouse } from '@weir/warehouse'
import type { FastifyInstance, InjectOptions, LightMyRequestResponse as Response } from 'fastify'
import {
  createAuditor,
  createLedgerSource,
  createPersonLookup,
  createPersonReader,
  NO_OPT_OUTS,
  reportingRoutes,
} from '../src/index.ts'
import type { ReportingDeps } from '../src/index.ts'
import { watchStatuses } from './statuses.ts'

/** Noon of 1 May 2024, UTC. */
export const NOW = Date.UTC(2024, 4, 1, 12)

export interface WorldOptions {
  warehouse?: Warehouse
  fold?: StateStore
  clock?: ClockKind
  /** Called for every route before it is registered. */
  onRoute?: (route: { method: string | string[]; url: string }) => void
  deps?: Partial<ReportingDeps>
  /** Registers what else the server has. */
  before?: (app: FastifyInstance, deps: ReportingDeps) => Promise<void>
}

export interface World extends AsyncDisposable {
  app: FastifyInstance
  config: ConfigView
  fold: StateStore
  deps: ReportingDeps
  /** A new key's secret. */
  key(scopes: Scope[], sources?: string[]): Promise<string>
  /** As the administrator. */
  ask(method: 'GET' | 'PUT' | 'POST' | 'DELETE', url: string, body?: InjectOptions['payload']): Promise<Response>
}

/**
 * The routes on real parts: a log and a state in memory, and the warehouse given (else one that is
 * away).
 */
export async function createWorld(options: WorldOptions = {}): Promise<World> {
  const fold = options.fold ?? createMemoryState({ partitions: 2 })
  const log = createMemoryLog({ partitions: 1 })
  const config = await openConfigView(log)
  await ensureErasureKey(config)
  const loader = createMemoryState({ partitions: loaderStatePartitions(fold.partitions) })
  const clock = createClock(options.clock ?? 'manual', NOW)
  // Nobody listens on port 1.
  const warehouse = options.warehouse ?? openWarehouse({ url: 'http://127.0.0.1:1', username: 'x', password: 'x' })
  const logger = createLogger('reporting', 'silent')
  const registry = new Registry()
  const deps: ReportingDeps = {
    config,
    fold,
    warehouse,
    log,
    clock,
    logger,
    registry,
    optOuts: NO_OPT_OUTS,
    ledger: createLedgerSource({ log, fold, loader }),
    decodePerson: createPersonReader(programOf(config)),
    lookupPerson: createPersonLookup(fold, fold.shared),
    erased: createErased(config),
    erasureAnswerMs: 0,
    keep: keepOf(readSettings(KEEP_SETTINGS, {})),
    budget: { stateBytesMax: 65_536, backfillEventsMax: 1_000_000 },
    awaitDefinitions: () => follow(fold, config.segments()),
    awaitVisible: async () => true,
    awaitFolded: async () => true,
    advance: async (now) => clock.advance(now),
    auditor: createAuditor({ config, fold, warehouse, clock, logger, registry, awaitLoaded: async () => undefined }),
    hasModelling: true,
    health: {
      live: () => [{ name: 'process', ok: true }],
      ready: async () => [{ name: 'warehouse', ok: false, detail: 'away' }],
    },
    ...options.deps,
  }
  const app = createServer({ logger })
  if (options.onRoute) app.addHook('onRoute', options.onRoute)
  const undocumented = watchStatuses(app)
  await options.before?.(app, deps)
  await app.register(reportingRoutes(deps))
  await app.ready()

  const key = async (scopes: Scope[], sources?: string[]): Promise<string> => {
    const { secret, stored } = createKey('test', scopes, NOW, sources)
    await config.put(`key:${stored.id}`, stored)
    return secret
  }
  const admin = await key(['admin'])
  return {
    app,
    config,
    fold,
    deps,
    key,
    ask: (method, url, body) =>
      app.inject({
        method,
        url,
        headers: { authorization: `Bearer ${admin}` },
        ...(body === undefined ? {} : { payload: body }),
      }),
    async [Symbol.asyncDispose]() {
      const faults = await undocumented()
      await app.close()
      await config.close()
      await loader.close()
      if (!options.fold) await fold.close()
      if (faults.length > 0) throw new Error(`answers that /openapi.json does not know: ${faults.join(', ')}`)
    },
  }
}

/** The live definitions, compiled anew when they change. */
function programOf(config: ConfigView): () => Program {
  let program = compile(-1, [])
  return () => {
    if (program.version !== config.segmentsVersion()) program = compile(config.segmentsVersion(), config.segments())
    return program
  }
}

export interface Somebody {
  /** Names the person. */
  identifiers: [Identifier, ...Identifier[]]
  /** Ids of segments. */
  member: string[]
  since?: number
  denied?: Purpose[]
  traits?: Record<string, unknown>
}

/**
 * Has the state say that everybody follows the definitions, as the fold does when it has applied
 * them.
 */
export async function follow(fold: StateStore, definitions: readonly SegmentDefinition[]): Promise<void> {
  const find = (id: string): SegmentDefinition | undefined => definitions.find((definition) => definition.id === id)
  const versions = definitions.map((definition): [number, KeptVersion[]] => [
    definition.number,
    [{ rule: ruleKey(definition, find), since: 1, bitmap: definition.number, purposes: membershipPurposes(definition) }],
  ])
  await keep(fold, versions)
}

/** Has every partition keep these versions. */
export async function keep(fold: StateStore, versions: Parameters<typeof versionTable>[0]): Promise<void> {
  for (let partition = 0; partition < fold.partitions; partition++) {
    const lease = await fold.acquire(partition)
    const position = await lease.position()
    const before = await loadBitmaps((keys) => lease.load(keys))
    const { puts } = encodeBitmaps({ ...noBitmaps(), mark: before.mark + 1, segments: versionTable(versions) })
    await lease.commit({ expect: position, position, puts })
  }
}

/** Puts people into the state as the fold would. @returns their ids. */
export async function addPeople(fold: StateStore, people: readonly Somebody[], firstOrdinal = 0): Promise<string[]> {
  const ids = people.map(({ identifiers: [{ type, value }] }) => personId(`${type}:${value}`))
  for (let partition = 0; partition < fold.partitions; partition++) {
    const lease = await fold.acquire(partition)
    const mine = people
      .map((somebody, i) => ({ somebody, id: ids[i] ?? '', ordinal: firstOrdinal + i }))
      .filter(({ id }) => partitionOf(id, fold.partitions) === partition)
    const position = await lease.position()
    await lease.commit({
      expect: position,
      position: position + 1,
      names: mine.map(({ id, ordinal }) => ({ id, ordinal })),
      puts: mine.map(({ somebody, id, ordinal }) => ({ key: id, value: encodePerson(personOf(somebody, id, ordinal)) })),
      members: mine.flatMap(({ somebody, ordinal }) =>
        somebody.member.map((segment) => ({ segment: segmentNumber(segment), ordinal, member: true })),
      ),
    })
  }
  return ids
}

function personOf(
  { identifiers, member, since = NOW - 1000, denied = [], traits = {} }: Somebody,
  id: string,
  ordinal: number,
): ReturnType<typeof newPerson> {
  const person = newPerson(id, ordinal, 1)
  person.firstSeen = since
  person.asOf = NOW
  person.identifiers.push(...identifiers.map((id) => ({ ...id, linkedAt: since, eid: '0'.repeat(16), seenAt: since })))
  for (const purpose of ['storage', 'profiling', 'personalised_ads', 'measurement', 'modelling'] as const) {
    person.consent[purpose] = { granted: !denied.includes(purpose), by: 'signal', at: since }
  }
  for (const [key, value] of Object.entries(traits)) person.traits.set(key, [{ t: since, eid: '0'.repeat(16), value }])
  for (const segment of member) person.memberships.set(segmentNumber(segment), { from: since, to: Infinity })
  return person
}
