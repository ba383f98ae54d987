import { scrubText } from '@weir/identity'
import { createClock } from '@weir/runtime'
import { auditRequests, guardRoutes, handleErrors, limitDepth, zodValidator } from '@weir/runtime/http'
import type { FastifyPluginAsync } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { serializerCompiler } from 'fastify-type-provider-zod'
import { clockRoutes } from './admin/clock.ts'
import { keyRoutes } from './admin/keys.ts'
import { operationRoutes } from './admin/operation.ts'
import { sessionRoutes } from './admin/sessions.ts'
import { cohortRoutes } from './analyses/cohorts/route.ts'
import { exposureRoutes } from './analyses/exposure/route.ts'
import { funnelRoutes } from './analyses/funnel/route.ts'
import { growthRoutes } from './analyses/growth/route.ts'
import { interestRoutes } from './analyses/interests/route.ts'
import { journeysRoutes } from './analyses/journeys/route.ts'
import { leaderboardRoutes } from './analyses/leaderboard/route.ts'
import { auditRoutes } from './audit/route.ts'
import { catalogueRoutes } from './catalogue/route.ts'
import { consentRecordRoutes } from './consent/records/route.ts'
import { consentSummaryRoutes } from './consent/summary/route.ts'
import { importedRoutes } from './delivery/imported-route.ts'
import { deliveryReportRoutes } from './delivery/route.ts'
import { deliverySourceRoutes } from './delivery/sources-route.ts'
import { targetingRoutes } from './delivery/targeting-route.ts'
import { consoleRoutes } from './console/route.ts'
import { destinationRoutes } from './destinations/route.ts'
import { describeApi } from './docs.ts'
import { erasureRoutes } from './erasure/route.ts'
import { assignmentRoutes } from './experiments/assignment-route.ts'
import { resultsRoutes } from './experiments/results/route.ts'
import { experimentRoutes } from './experiments/route.ts'
import { createJourneys } from './journey-plans/keep.ts'
import { journeyPlanRoutes } from './journey-plans/route.ts'
import { simulateRoutes } from './journey-plans/simulate-route.ts'
import { exchangeRateRoutes } from './exchange-rates/route.ts'
import { subjectAccessRoutes } from './people/export/route.ts'
import { exposurePolicyRoutes } from './exposure-policies/route.ts'
import { measuredPolicyRoutes } from './exposure-policies/measured-routes.ts'
import { simulateRoute } from './exposure-policies/simulate.ts'
import { peopleRoutes } from './people/route.ts'
import { liveRoutes } from './live/route.ts'
import { lookalikeRoutes } from './models/lookalike-route.ts'
import { modelRoutes } from './models/route.ts'
import { rejectedRoutes } from './rejected/route.ts'
import { metricCatalogueRoutes } from './reports/catalogue-route.ts'
import { explainRoutes } from './reports/explain/route.ts'
import { reportRoutes } from './reports/route.ts'
import { rollupRoutes } from './reports/rollups/route.ts'
import { retentionRoutes } from './retention/route.ts'
import { createDestinations } from './segments/changes/destinations.ts'
import { retractionRoutes } from './segments/changes/retractions/route.ts'
import { changesRoutes } from './segments/changes/route.ts'
import { createCosts } from './segments/cost/cost.ts'
import { createDefinitions } from './segments/crud/definitions.ts'
import { segmentRoutes } from './segments/crud/route.ts'
import { createSaving } from './segments/crud/saving.ts'
import { diffRoutes } from './segments/diff/route.ts'
import { exportRoutes } from './segments/export/route.ts'
import { historyRoutes } from './segments/history/route.ts'
import { createFloors } from './segments/members/floors.ts'
import { createMatchable } from './segments/members/matchable.ts'
import { memberRoutes } from './segments/members/route.ts'
import { overlapRoutes } from './segments/overlap/route.ts'
import { previewRoutes } from './segments/preview/route.ts'
import { versionRoutes } from './segments/versions/route.ts'
import { createWarn } from './segments/warnings/unseen.ts'
import { seedReportRoutes } from './segments/seed-report/route.ts'
import { whyRoutes } from './segments/why/route.ts'
import { createCursors } from './shared/cursors.ts'
import type { ReportingDeps } from './shared/deps.ts'
import { createReportReader } from './shared/reader.ts'
import { createFoldedness, createFreshness } from './shared/time/freshness.ts'
import { sourceHealthRoutes } from './sources/health-route.ts'
import { sourceRoutes } from './sources/route.ts'
import { scheduleRoutes } from './schedules/route.ts'
import { splitRoutes } from './splits/route.ts'
import { keepTrail } from './trail/keep.ts'
import { trailRoutes } from './trail/route.ts'
import { computeRoutes } from './thresholds/compute-route.ts'
import { suppressionRoutes } from './suppression/route.ts'
import { thresholdRoutes } from './thresholds/route.ts'

/**
 * The REST surface over segments, people and reports, as a plugin for a server of `createServer`.
 * It never listens.
 */
export function reportingRoutes(deps: ReportingDeps): FastifyPluginAsync {
  return async (server) => {
    await describeApi(server)
    await server.register(consoleRoutes)
    const wallClock = deps.wallClock ?? createClock('system')
    await server.register(async (scope) => {
      scope.setValidatorCompiler(zodValidator)
      scope.setSerializerCompiler(serializerCompiler)
      handleErrors(scope, scrubText)
      auditRequests(scope, keepTrail(deps))
      guardRoutes(scope, deps.config, wallClock)
      limitDepth(scope)
      const app = scope.withTypeProvider<ZodTypeProvider>()
      const warehouse = createReportReader(deps.warehouse)
      const cursors = createCursors(deps)
      const freshness = createFreshness(deps, warehouse)
      const folded = createFoldedness(deps)
      const costs = createCosts(deps, warehouse)
      const matchable = createMatchable(deps)
      const warn = createWarn(deps, warehouse)
      const consumers = createDestinations(deps)
      operationRoutes(app, deps)
      sourceRoutes(app, deps)
      sourceHealthRoutes(app, deps, warehouse)
      catalogueRoutes(app, deps, warehouse)
      keyRoutes(app, deps)
      sessionRoutes(app, deps.config, wallClock)
      const definitions = createDefinitions(deps)
      const saveSegment = createSaving(deps, { definitions, costs, matchable, warn })
      segmentRoutes(app, deps, { costs, matchable, cursors, definitions, saveSegment })
      versionRoutes(app, deps, { cursors, saveSegment })
      memberRoutes(app, deps, { warehouse, cursors, matchable, folded })
      exportRoutes(app, deps, { warehouse, folded, consumers })
      changesRoutes(app, deps, { warehouse, consumers })
      retractionRoutes(app, deps, { warehouse, consumers })
      destinationRoutes(app, deps)
      suppressionRoutes(app, deps)
      overlapRoutes(app, deps, matchable)
      historyRoutes(app, deps, { warehouse, freshness, matchable })
      previewRoutes(app, deps, { warehouse, costs, freshness, warn })
      diffRoutes(app, deps, { warehouse, costs, freshness, warn })
      thresholdRoutes(app, deps)
      computeRoutes(app, deps, { warehouse, freshness })
      modelRoutes(app, deps)
      lookalikeRoutes(app, deps)
      retentionRoutes(app, deps)
      peopleRoutes(app, deps, warehouse)
      subjectAccessRoutes(app, deps, warehouse, freshness)
      erasureRoutes(app, deps)
      splitRoutes(app, deps)
      whyRoutes(app, deps, warehouse, freshness)
      metricCatalogueRoutes(app)
      exchangeRateRoutes(app, deps)
      const analysing = { deps, warehouse, freshness, floorsOf: createFloors(deps, matchable) }
      reportRoutes(app, analysing)
      rollupRoutes(app, warehouse)
      explainRoutes(app, deps, { warehouse, freshness, cursors })
      scheduleRoutes(app, deps, deps.reportsFolder)
      funnelRoutes(app, analysing)
      cohortRoutes(app, analysing)
      exposureRoutes(app, analysing, saveSegment)
      exposurePolicyRoutes(app, deps, { analysing, definitions, saveSegment })
      simulateRoute(app, deps, analysing)
      measuredPolicyRoutes(app, analysing)
      journeysRoutes(app, analysing)
      growthRoutes(app, analysing, matchable)
      leaderboardRoutes(app, analysing)
      interestRoutes(app, analysing)
      seedReportRoutes(app, { deps, warehouse, matchable }, freshness)
      experimentRoutes(app, deps)
      assignmentRoutes(app, deps)
      resultsRoutes(app, analysing)
      const journeys = createJourneys(deps, { definitions, costs })
      journeyPlanRoutes(app, deps, { journeys, warehouse, freshness })
      simulateRoutes(app, deps, { warehouse, costs, freshness })
      void journeys.repair()
      deliverySourceRoutes(app, deps)
      targetingRoutes(app, deps)
      importedRoutes(app, deps, warehouse, freshness)
      deliveryReportRoutes(app, analysing)
      trailRoutes(app, deps, warehouse, freshness)
      liveRoutes(app, deps, cursors)
      rejectedRoutes(app, deps, warehouse, freshness)
      consentRecordRoutes(app, deps, warehouse)
      consentSummaryRoutes(app, deps, warehouse, freshness)
      clockRoutes(app, deps)
      auditRoutes(app, deps)
    })
  }
}
