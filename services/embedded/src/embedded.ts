import { join } from 'node:path'
import { fetchHttp, startActivation } from '@weir/activation'
import { loaderStatePartitions, partitionsOf, TOPICS } from '@weir/contracts'
import type { ErasedMemberRow, StoredErasure } from '@weir/contracts'
import { openLmdbLog } from '@weir/eventlog/lmdb'
import { strongestIdentifier } from '@weir/identity'
import { ingestRoutes, readNetworks, watchBacklog } from '@weir/ingest'
import { keepSegmentTable, startLoader } from '@weir/loader'
import { startModelling } from '@weir/modelling'
import { watchPipeline } from '@weir/progress'
import {
  createAuditor,
  createDestinationPeople,
  createLedgerSource,
  createModelledPeople,
  createOptOuts,
  createPersonLookup,
  createPersonReader,
  describeApi,
  liveProgram,
  reportingRoutes,
  startAuditing,
  startComputing,
  startFileWriter,
  watchDestinations,
  watchRetractions,
  startErasures,
  startSchedules,
  startUnseen,
  startSplits,
} from '@weir/reporting'
import type { ReportingDeps } from '@weir/reporting'
import {
  createClock,
  createErased,
  createLogger,
  ensureAdminKey,
  lastReceipt,
  openConfigView,
  Registry,
  watchClock,
} from '@weir/runtime'
import type { Logger } from '@weir/runtime'
import { createServer, hideOperations, listenForOperations, listenOn, operationsAddress } from '@weir/runtime/http'
import type { Health } from '@weir/runtime/http'
import { createSegmenterEvents, createWarehouseHistory, publishScores, startOptOuts, startSegmenter } from '@weir/segmenter'
import type { PersonScore, Scored } from '@weir/segmenter'
import { openLmdbState } from '@weir/state/lmdb'
import { migrate, openWarehouse } from '@weir/warehouse'
import { startChdb } from '@weir/warehouse/chdb'
import { watchDamage } from './damage-watch.ts'
import { mustBeWhole } from './check/data.ts'
import type { EmbeddedConfig } from './config.ts'
import { openDeployment } from './deployment.ts'
import { lockDataFolder } from './lock.ts'
import { askForCompaction, compactIfAsked } from './erasure/compact.ts'
import { ledgerFile, openLedger } from './erasure/ledger.ts'
import { closeInLog, eraseFromLog } from './erasure/rewrite.ts'
import { readiness } from './readiness.ts'
import { finishSwap } from './rebuild/swap.ts'
import { createTime } from './time.ts'

/** The whole of Weir in one process. */
export interface Embedded {
  /** Where it listens. */
  url: string
  /** The port of metrics and health, where they have one of their own. */
  metricsPort: number | undefined
  /**
   * The raw admin key when it is known: given by the operator, or made at this start
   * (`adminKeyMade`).
   */
  adminKey: string | undefined
  adminKeyMade: boolean
  /** Resolves when everything accepted so far is folded and can be read in reports. */
  settled(): Promise<void>
  /**
   * Publishes scores of people from now on: what a run of a model, or of a search for similar
   * people, has found.
   */
  publishScores(scored: Scored, scores: readonly PersonScore[]): Promise<void>
  /**
   * Rejects with the failure that makes going on pointless: the process should end, a restart
   * continues where it was.
   */
  readonly failed: Promise<never>
  /** Takes no more requests, finishes what is in hand, and closes everything. */
  close(): Promise<void>
}

/**
 * Starts ingest, segmenter, loader and reporting on LMDB and chDB, on one port and in one data
 * folder.
 * @throws Error with the way out when the folder is in use or was made with other settings, or the
 *   port is taken.
 */
export async function startEmbedded(config: EmbeddedConfig): Promise<Embedded> {
  const logger = createLogger('weir', config.logLevel)
  const closers: (() => Promise<unknown>)[] = []
  const closeAll = async (): Promise<void> => {
    for (const close of closers.splice(0).reverse()) await close()
  }
  try {
    return await start(config, logger, (close) => void closers.push(close), closeAll)
  } catch (error) {
    await closeAll()
    throw error
  }
}

async function start(
  config: EmbeddedConfig,
  logger: Logger,
  onClose: (close: () => Promise<unknown>) => void,
  closeAll: () => Promise<void>,
): Promise<Embedded> {
  const { dataDir, partitions } = config
  await openDeployment(dataDir, partitions)
  const lock = await lockDataFolder(dataDir)
  onClose(() => lock.release())
  await finishSwap(dataDir)
  await compactIfAsked(dataDir)
  await mustBeWhole(dataDir)

  const chdb = await startChdb({ dir: join(dataDir, 'warehouse'), logger })
  onClose(() => chdb.close())
  const warehouse = openWarehouse(chdb)
  onClose(() => warehouse.close())
  await migrate(warehouse)

  const log = await openLmdbLog({ path: join(dataDir, 'log'), partitions })
  onClose(() => log.close())
  const registry = new Registry()
  const damage = watchDamage(logger, registry)
  const openState = async (name: string, count: number) => {
    const state = await openLmdbState({ path: join(dataDir, name), partitions: count, mayGrow: name === 'loader' })
    onClose(() => state.close())
    return damage.over(state)
  }
  const resolveState = await openState('resolve', partitions)
  const foldState = await openState('fold', partitions)
  const loaderState = await openState('loader', loaderStatePartitions(partitions))
  const activationState = await openState('activation', partitions)
  const optOutState = await openState('optouts', partitionsOf(TOPICS.optOuts, partitions))
  const view = await openConfigView(log, { logger, registry })
  onClose(() => view.close())

  const erasureLedger = await openLedger(await ledgerFile(dataDir, config.erasuresFile, logger), view)
  const erased = createErased(view)
  const receipt = await lastReceipt(log)
  const clock = createClock(config.clock, config.clock === 'system' ? 0 : receipt, config.timeSources)
  const past = { fold: foldState, pastMs: config.reportPastMs }
  const rewriteLog = async (work: () => Promise<number>): Promise<number> => {
    const records = await work()
    if (records > 0) await askForCompaction(dataDir)
    return records
  }
  const retention = {
    clock,
    keep: config.keep,
    closeRemovals: (isClosed: (row: ErasedMemberRow) => boolean) => rewriteLog(() => closeInLog(log, isClosed)),
  }
  const loader = startLoader({ log, warehouse, state: loaderState, logger, registry, erased, config: view, past, retention })
  onClose(() => loader.close())
  const table = keepSegmentTable({ config: view, warehouse, logger })
  onClose(() => table.close())
  const history = createWarehouseHistory({
    warehouse,
    logger,
    partitions,
    loaded: (partition) => loader.factsLoaded(partition),
    aliasesLoaded: (partition) => loader.aliasesLoaded(partition),
  })
  const events = createSegmenterEvents(logger, registry)
  const segmenter = startSegmenter({
    log,
    history,
    resolveState,
    foldState,
    config: view,
    identity: strongestIdentifier,
    clock,
    logger,
    registry,
    events,
  })
  onClose(() => segmenter.close())
  const optOuts = startOptOuts({ log, state: optOutState, events, registry })
  onClose(() => optOuts.close())
  const time = createTime(clock, segmenter, loader)
  const progress = watchPipeline({ log, resolve: resolveState, fold: foldState, loader: loaderState })
  const logTime = (): number => Math.max(receipt, segmenter.latestLogTime())
  const watch = watchClock({ clock, logger, registry, logTime })
  onClose(async () => watch.close())
  const admin = await ensureAdminKey(view, config.adminKey, clock.now())

  const parts = {
    config: view,
    fold: foldState,
    warehouse,
    clock,
    logger,
    registry,
  }
  const optOutReader = createOptOuts({ log, state: optOutState, erasures: { config: view, erased } })
  const decodePerson = createPersonReader(liveProgram(view))
  const ledger = createLedgerSource({ log, fold: foldState, loader: loaderState })
  const activation = startActivation({
    log,
    state: activationState,
    config: view,
    people: createDestinationPeople({ ...parts, decodePerson, optOuts: optOutReader, ledger, erased }),
    wall: createClock('system'),
    http: fetchHttp,
    tiktokUrl: config.tiktokUrl ?? 'https://business-api.tiktok.com',
    allowPrivateHooks: config.privateHooks ?? false,
    logger,
    registry,
  })
  onClose(() => activation.close())
  const auditor = createAuditor({ ...parts, awaitLoaded: () => segmenter.folded().then(() => loader.drained()) })
  const { rates, trustedProxies, connectionsMax, backlogMax } = config
  const look = (): Promise<number> => segmenter.behind()
  const backlog = backlogMax ? watchBacklog({ look, max: backlogMax, everyMs: LOOK_MS, logger, registry }) : undefined
  onClose(async () => backlog?.close())
  const app = createServer({
    logger,
    ...(trustedProxies && { trustedProxies }),
    ...(connectionsMax !== undefined && { connectionsMax }),
  })
  onClose(() => app.close())
  const health: Health = {
    live: () => [{ name: 'process', ok: true }],
    ready: () => readiness(log, warehouse, watch, view, damage),
  }
  const dataCentres = config.dataCentres === undefined ? undefined : await readNetworks(config.dataCentres)
  const apart = operationsAddress(config)
  const operations = apart && (await listenForOperations(apart, { logger, registry, health }))
  onClose(async () => operations?.close())
  if (apart) hideOperations(app)
  await describeApi(app)
  await app.register(
    ingestRoutes({
      log,
      config: view,
      clock,
      logger,
      registry,
      retentionMs: config.retentionMs,
      activity: true,
      ...(rates && { rates }),
      personRate: config.personRate ?? 0,
      ...(backlog && { backlog }),
      ...(dataCentres && { dataCentres }),
      ...(config.tiktokUrl !== undefined && {
        pulls: { url: config.tiktokUrl, clock: createClock('system'), ...config.pulls },
      }),
    }),
  )
  const deps: ReportingDeps = {
    ...parts,
    log,
    optOuts: optOutReader,
    ledger,
    activation: activationState,
    testDestination: (destination) => activation.test(destination),
    erased,
    erasureLedger,
    erasureAnswerMs: 0,
    keep: config.keep,
    auditor,
    decodePerson,
    lookupPerson: createPersonLookup(foldState, resolveState.shared),
    awaitDefinitions: (version) => segmenter.applied(version),
    awaitVisible: (waitMs) => progress.visible(waitMs),
    awaitFolded: (waitMs) => progress.counted(waitMs),
    budget: config.segmentBudget,
    reportsFolder: config.reportsFolder ?? join(dataDir, 'reports'),
    exportsFolder: config.exportsFolder ?? join(dataDir, 'exports'),
    advance: (now) => time.advance(now),
    hasModelling: true,
    health,
  }
  await app.register(reportingRoutes(deps))
  const eraseInLog = (requests: readonly StoredErasure[]): Promise<number> =>
    rewriteLog(() => eraseFromLog(log, erased, requests))
  const erasing = startErasures({ ...deps, log, index: resolveState.shared, rewriteLog: eraseInLog })
  onClose(() => erasing.close())
  const unseen = startUnseen({ ...deps, log })
  onClose(() => unseen.close())
  const splitting = startSplits({ ...deps, log })
  onClose(() => splitting.close())
  const schedules = startSchedules(deps, {
    folder: config.reportsFolder ?? join(dataDir, 'reports'),
    allowPrivateHooks: config.privateHooks ?? false,
    ...config.schedules,
  })
  onClose(() => schedules.close())
  const modelling = startModelling({
    config: view,
    warehouse,
    people: createModelledPeople(deps),
    publish: (scored, scores, at) => publishScores(log, scored, scores, at),
    awaitVisible: deps.awaitVisible,
    clock,
    logger,
    folder: join(dataDir, 'models'),
  })
  onClose(() => modelling.close())
  const url = await listenOn(app, config, 'WEIR_PORT')
  const auditing = startAuditing({ ...parts, auditor }, { intervalMs: config.auditIntervalMs, people: config.auditPeople })
  onClose(() => auditing.close())
  const computing = startComputing(deps, { everyMs: config.thresholdsEveryMs ?? 0 })
  onClose(() => computing.close())
  const files = startFileWriter(deps, config.exportsFolder ?? join(dataDir, 'exports'))
  onClose(() => files.close())
  const comparing = watchDestinations(deps)
  onClose(() => comparing.close())
  const retractions = watchRetractions({ ...parts, optOuts: optOutReader, ledger, decodePerson, erased })
  onClose(() => retractions.close())
  logger.info({ url, data: dataDir, clock: clock.kind }, 'weir is ready')

  const failed = Promise.race([
    segmenter.done.then(() => new Promise<never>(() => undefined)),
    loader.done.then(() => new Promise<never>(() => undefined)),
    optOuts.done.then(() => new Promise<never>(() => undefined)),
    activation.done.then(() => new Promise<never>(() => undefined)),
    chdb.exited.then(({ expected, reason }) =>
      expected ? new Promise<never>(() => undefined) : Promise.reject(new Error(`the warehouse engine ended: ${reason}`)),
    ),
  ])
  // Thrown where it is raced against the work.
  failed.catch(() => undefined)
  return {
    url,
    metricsPort: operations?.port,
    adminKey: admin.key,
    adminKeyMade: admin.made,
    settled: () => time.settled(),
    publishScores: (scored, scores) => publishScores(log, scored, scores, clock.now()),
    failed,
    close: closeAll,
  }
}

/** How often it is looked how much waits to be folded, ms. */
const LOOK_MS = 500
