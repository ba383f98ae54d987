import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'
import { Shell } from './shell/shell.tsx'
import { NotFound } from './shell/not-found.tsx'
import { searchText } from './search-params.ts'

// Every page is a piece of its own, loaded when it is opened. Its state is in its address.

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound })

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  component: lazyRouteComponent(() => import('./pages/home/home-page.tsx'), 'HomePage'),
})
const live = createRoute({
  getParentRoute: () => root,
  path: '/live',
  validateSearch: searchText('source', 'show'),
  component: lazyRouteComponent(() => import('./pages/live/live-page.tsx'), 'LivePage'),
})
const sources = createRoute({
  getParentRoute: () => root,
  path: '/sources',
  component: lazyRouteComponent(() => import('./pages/sources/sources-page.tsx'), 'SourcesPage'),
})
const source = createRoute({
  getParentRoute: () => root,
  path: '/sources/$code',
  component: lazyRouteComponent(() => import('./pages/sources/source-page.tsx'), 'SourcePage'),
})
const segments = createRoute({
  getParentRoute: () => root,
  path: '/segments',
  validateSearch: searchText('q', 'sort'),
  component: lazyRouteComponent(() => import('./pages/segments/segments-page.tsx'), 'SegmentsPage'),
})
const segment = createRoute({
  getParentRoute: () => root,
  path: '/segments/$id',
  validateSearch: searchText('tab', 'person', 'with', 'conversion', 'compare', 'exclude'),
  component: lazyRouteComponent(() => import('./pages/segments/segment-page.tsx'), 'SegmentPage'),
})
const newSegment = createRoute({
  getParentRoute: () => root,
  path: '/segments/new',
  validateSearch: searchText('template', 'rule', 'name', 'id'),
  component: lazyRouteComponent(() => import('./pages/builder/new-page.tsx'), 'NewSegmentPage'),
})
const editSegment = createRoute({
  getParentRoute: () => root,
  path: '/segments/$id/edit',
  validateSearch: searchText('rule'),
  component: lazyRouteComponent(() => import('./pages/builder/edit-page.tsx'), 'EditSegmentPage'),
})
const people = createRoute({
  getParentRoute: () => root,
  path: '/people',
  component: lazyRouteComponent(() => import('./pages/people/people-page.tsx'), 'PeoplePage'),
})
const person = createRoute({
  getParentRoute: () => root,
  path: '/people/$person',
  validateSearch: searchText('segment', 'at'),
  component: lazyRouteComponent(() => import('./pages/people/person-page.tsx'), 'PersonPage'),
})
const reports = createRoute({
  getParentRoute: () => root,
  path: '/reports',
  validateSearch: searchText(
    'from',
    'to',
    'by',
    'metrics',
    'chart',
    'segments',
    'kind',
    'steps',
    'window',
    'cap',
    'campaign',
    'schedule',
  ),
  component: lazyRouteComponent(() => import('./pages/reports/reports-page.tsx'), 'ReportsPage'),
})

const models = createRoute({
  getParentRoute: () => root,
  path: '/models',
  validateSearch: searchText('q'),
  component: lazyRouteComponent(() => import('./pages/models/models-page.tsx'), 'ModelsPage'),
})
const model = createRoute({
  getParentRoute: () => root,
  path: '/models/$id',
  component: lazyRouteComponent(() => import('./pages/models/model-page.tsx'), 'ModelPage'),
})
const journeys = createRoute({
  getParentRoute: () => root,
  path: '/journeys',
  validateSearch: searchText('q'),
  component: lazyRouteComponent(() => import('./pages/journeys/journeys-page.tsx'), 'JourneysPage'),
})
const journey = createRoute({
  getParentRoute: () => root,
  path: '/journeys/$id',
  validateSearch: searchText('from', 'to'),
  component: lazyRouteComponent(() => import('./pages/journeys/journey-page.tsx'), 'JourneyPage'),
})
const suppressionLists = createRoute({
  getParentRoute: () => root,
  path: '/suppression-lists',
  component: lazyRouteComponent(() => import('./pages/suppression/suppression-lists-page.tsx'), 'SuppressionListsPage'),
})
const suppressionList = createRoute({
  getParentRoute: () => root,
  path: '/suppression-lists/$id',
  component: lazyRouteComponent(() => import('./pages/suppression/suppression-list-page.tsx'), 'SuppressionListPage'),
})
const experiments = createRoute({
  getParentRoute: () => root,
  path: '/experiments',
  validateSearch: searchText('q', 'state'),
  component: lazyRouteComponent(() => import('./pages/experiments/experiments-page.tsx'), 'ExperimentsPage'),
})
const experiment = createRoute({
  getParentRoute: () => root,
  path: '/experiments/$id',
  validateSearch: searchText('tab', 'interval'),
  component: lazyRouteComponent(() => import('./pages/experiments/experiment-page.tsx'), 'ExperimentPage'),
})
const destinations = createRoute({
  getParentRoute: () => root,
  path: '/destinations',
  component: lazyRouteComponent(() => import('./pages/destinations/destinations-page.tsx'), 'DestinationsPage'),
})
const destination = createRoute({
  getParentRoute: () => root,
  path: '/destinations/$id',
  validateSearch: searchText('tab'),
  component: lazyRouteComponent(() => import('./pages/destinations/destination-page.tsx'), 'DestinationPage'),
})
const settings = createRoute({
  getParentRoute: () => root,
  path: '/settings',
  validateSearch: searchText('tab', 'actor', 'target', 'from', 'to', 'code', 'source'),
  component: lazyRouteComponent(() => import('./pages/settings/settings-page.tsx'), 'SettingsPage'),
})

export const router = createRouter({
  routeTree: root.addChildren([
    home,
    live,
    sources,
    source,
    segments,
    newSegment,
    segment,
    editSegment,
    people,
    person,
    reports,
    models,
    model,
    journeys,
    journey,
    suppressionLists,
    suppressionList,
    experiments,
    experiment,
    destinations,
    destination,
    settings,
  ]),
  defaultPreload: 'intent',
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
