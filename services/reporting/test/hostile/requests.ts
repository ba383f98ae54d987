/**
 * What can be asked of the warehouse over HTTP: for each route its questions, in which
 * {@link HOLE} stands where a value of the caller's choice goes. All else in them is the shape of
 * the question.
 */
export interface Question {
  /** As the routes are registered: `GET /v1/reports/segments`. */
  route: string
  /** Of the path: `:key` to its value. */
  path?: Readonly<Record<string, string>>
  query?: Readonly<Record<string, string>>
  body?: unknown
}

/** Where a value goes, alone or with other text around it. */
export const HOLE = '\u{f0000}'
/** The same where only the values will do that somebody in the state is called by. */
export const KNOWN = '\u{f0001}'
/** A step of a path, or several. */
export const STEPS = '\u{f0002}'

const RANGE = { from: '2024-01-01', to: '2024-02-01' }
const H = HOLE
const P = STEPS

const where = [
  { path: 'properties.x', op: 'eq', value: H },
  { path: `properties.${P}`, op: 'in', value: [H, H] },
  { path: `traits.${P}`, op: 'contains', value: H },
  { path: `traits.${P}`, op: 'gt', value: { path: `page.${P}` } },
  { path: `traits.${P}`, op: 'starts_with', value: H },
  { path: `traits.${P}`, op: 'exists' },
] as const
const selectors = [
  { name: H },
  { names: [H, H], source: H },
  { name_prefix: H, where: [where[0], where[1]] },
  { name: H, where: [where[2], where[3]], source: H },
  { name: H, where: [where[4], where[5]] },
]

const span = { within: '30d' }
const rules: unknown[] = [
  ...selectors.map((event) => ({ event, ...span, count: { gte: 2 } })),
  { event: selectors[0], within: 'all', sum: { path: `properties.${P}`, gt: 1 } },
  { event: selectors[1], ...span, distinct: { path: `properties.${P}`, gt: 1 } },
  { event: selectors[0], ...span, last: { path: `properties.${P}`, lt: 1 } },
  { event: selectors[0], ...span, per: `video.${P}`, count: { gte: 2 } },
  { event: selectors[0], within: 'all', since: { event: selectors[2] }, count: { lt: 1 } },
  { ratio: [{ event: selectors[0] }, { event: selectors[1] }], ...span, gte: 0.1 },
  { exposure: { campaign: H, adgroup: H, ad: H, creative: H }, ...span, count: { gte: 2 } },
  { exposure: { campaign: H }, within: 'all', since_last: { gt: '7d' } },
  { exposure: { campaign: [H, H] }, within: '7d', count: { gte: 2 }, cool_down: '1d' },
  { touch: 'last', campaign: [H, H], ...span },
  { affinity: { by: `properties.${P}`, value: H }, ...span, share: { gte: 0.5 } },
  { affinity: { by: P, value: H }, ...span, rank: { lte: 2 } },
  { sequence: [{ event: selectors[0] }, { event: selectors[2] }, { absent: selectors[1], for: '1d' }], span: '7d', ...span },
  { trait: H, eq: H },
  { trait: H, in: [H, H], for: '2d' },
  { trait: '$country', contains: H },
  { all: [{ trait: H, starts_with: H }, { any: [{ not: { event: selectors[0], ...span } }, { segment: 'lookers' }] }] },
]

const reports: Record<string, string>[] = [
  {},
  { group_by: 'segment,day', segments: 'buyers', totals: 'true' },
  { group_by: 'campaign,adgroup,ad,creative,placement,video', intervals: '95', attribution: 'none' },
  { group_by: 'source,country,device', attribution: '7d_click,1d_view', model: 'all', compare: 'previous' },
  { group_by: 'week,experiment,arm', model: 'shapley', channel: 'campaign', across_sources: 'each' },
  { group_by: 'exposure', attribution: 'none', metrics: 'impressions,conversions,cpa', tz: 'Europe/Berlin' },
]

const of = (route: string, questions: readonly Omit<Question, 'route'>[]): Question[] =>
  questions.map((question) => ({ route, ...question }))
const analysis = (route: string, bodies: readonly object[]): Question[] =>
  of(
    route,
    bodies.map((body) => ({ body: { ...RANGE, ...body } })),
  )
const inQuery = (route: string, queries: readonly Record<string, string>[]): Question[] =>
  of(
    route,
    queries.map((query) => ({ query: { ...RANGE, ...query } })),
  )
const segment = { ':id': 'buyers' }
const policy = { name: H, campaigns: [H], cool_down: '1d', higher: [{ segment: 'lookers', impressions: 5 }] }

/** What the door takes, whatever the values are: most of these get as far as the warehouse. */
export const QUESTIONS: readonly Question[] = [
  ...inQuery(
    'GET /v1/reports/segments',
    reports.map((report) => ({ ...report, conversion: H })),
  ),
  ...inQuery('GET /v1/reports/segments', [
    { conversion: `${H},Purchase,${H}`, rollups: 'skip' },
    { conversion: H, format: 'csv' },
  ]),
  ...inQuery('GET /v1/reports/attribution', [
    { conversion: H, event_id: H },
    { conversion: H, attribution: '1d_view' },
  ]),
  ...inQuery('GET /v1/reports/delivery', [
    { conversion: H, group_by: 'campaign,day' },
    { conversion: H, group_by: 'segment' },
  ]),
  ...inQuery('GET /v1/reports/exposure', [
    { campaign: H, conversion: H },
    { ad: H, adgroup: H, creative: H, per: 'ad', window: '7d' },
  ]),
  ...inQuery('GET /v1/reports/leaderboard', [{ conversion: H }, { conversion: H, metric: 'ctr', attribution: '1d_view' }]),
  ...inQuery('GET /v1/reports/interests', [{ by: P }, { by: `properties.${P}.${P}`, segments: 'buyers' }]),
  ...inQuery('GET /v1/rejected', [{ source: H, code: H }, { code: H }]),
  ...inQuery('GET /v1/test-events', [{ source: H, test_event_code: H }]),
  ...inQuery('GET /v1/consent/summary', [{ source: H }, { source: `${H},${H}`, format: 'csv' }]),
  ...inQuery('GET /v1/audit-trail', [{ actor: H, target: H }, { target: H }]),
  ...of('GET /v1/catalogue', [{ query: { source: H } }]),
  ...analysis(
    'POST /v1/reports/funnel',
    selectors.map((event, i) => ({
      steps: [{ event }, { event: selectors[0], name: H }],
      exclude: [{ event: selectors[2] }],
      window: '1d',
      order: ['ordered', 'strict', 'adjacent', 'any', 'ordered'][i],
      count: i % 2 === 0 ? 'persons' : 'attempts',
    })),
  ),
  ...analysis('POST /v1/reports/retention', [
    { first: selectors[2] },
    { first: selectors[0], returning: selectors[3], unit: 'week', mode: 'rolling' },
  ]),
  ...analysis('POST /v1/reports/journeys', [
    {
      touchpoints: [
        { name: H, event: selectors[0] },
        { name: 'b', event: selectors[4], ends: true },
      ],
    },
    { touchpoints: [{ name: 'a', event: selectors[1] }], repeats: true },
  ]),
  ...rules.flatMap((rule) => [
    ...of('POST /v1/segments/preview', [{ body: { rule } }]),
    ...of('POST /v1/segments/:id/diff', [{ path: segment, body: { rule } }]),
  ]),
  ...of('POST /v1/journeys/simulate', [
    {
      body: {
        name: H,
        entry: { event: selectors[0] },
        lasts: '7d',
        steps: [
          { id: 'looked', event: selectors[3] },
          { id: 'known', wait: '1h', if: { trait: H, eq: H } },
        ],
        exits: [{ event: selectors[1] }],
        goal: { event: selectors[4] },
        reentry: 'not_after_goal',
      },
    },
  ]),
  ...of('PUT /v1/segments/:id', [{ path: { ':id': 'tried' }, body: { name: H, description: H, rule: rules[2] } }]),
  ...of('POST /v1/exposure-policies/simulate', [
    { body: { ...policy, cap: { impressions: 3, within: '7d' } } },
    { body: { ...policy, campaigns: [H, `${H}x`], cap: { from: 'fatigue', within: '7d' } } },
  ]),
  ...of('PUT /v1/exposure-policies/:id', [
    { path: { ':id': 'tried' }, body: { ...policy, cap: { impressions: 3, within: '7d' } } },
    { path: { ':id': 'tired' }, body: { ...policy, cap: { from: 'fatigue', within: '7d' } } },
  ]),
  ...of('GET /v1/people/:key', [{ path: { ':key': `ttp:${KNOWN}` } }]),
  ...of('GET /v1/people/:key/export', [{ path: { ':key': `ttp:${KNOWN}` } }]),
  ...of('GET /v1/people/:key/why', [{ path: { ':key': `ttp:${KNOWN}` }, query: { segment: 'lookers' } }]),
  ...of('GET /v1/segments/:id/history', [{ path: segment, query: RANGE }]),
  ...of('GET /v1/segments/:id/seed-report', [{ path: segment, query: { conversion: H } }]),
]

const AT_THE_DOOR: Record<string, readonly string[]> = {
  'GET /v1/reports/segments':
    'from,to,tz,segments,group_by,metrics,attribution,model,half_life,position_weights,channel,across_sources,min_group,bots,currency,intervals,compare,totals,sort,limit,rollups,format,wait,min_watermark,unknown'.split(
      ',',
    ),
  'GET /v1/reports/delivery': 'from,to,tz,sources,segments,group_by,metrics,attribution,currency,format'.split(','),
  'GET /v1/delivery': 'from,to,sources'.split(','),
  'GET /v1/reports/exposure': 'from,tz,per,window,max_n,level,table'.split(','),
  'GET /v1/reports/leaderboard': 'segments,metric,currency,correction,min_group'.split(','),
  'GET /v1/reports/growth': 'from,tz,segments,format'.split(','),
  'GET /v1/reports/interests': 'tz,segments,top'.split(','),
  'GET /v1/reports/rollups': ['unknown'],
  'GET /v1/rejected': 'from,tz,limit'.split(','),
  'GET /v1/consent/verify': ['part'],
  'GET /v1/retention': ['unknown'],
}

/** What only a few values get past: names of parameters, ids, zones, numbers. */
export const REFUSED: readonly Question[] = [
  ...Object.entries(AT_THE_DOOR).flatMap(([route, names]) => names.map((name) => ({ route, query: { [name]: H } }))),
  ...['history', 'members', 'size', 'export', 'changes', 'consumers', 'versions'].map((part) => ({
    route: `GET /v1/segments/:id/${part}`,
    path: { ':id': H },
  })),
  ...['format', 'id_types', 'cursor'].flatMap((name) =>
    ['export', 'changes', 'members', 'versions'].map((part) => ({
      route: `GET /v1/segments/:id/${part}`,
      path: segment,
      query: { [name]: H },
    })),
  ),
  { route: 'GET /v1/segments/:id/seed-report', path: segment, query: { exclude: H, compare: H, currency: H } },
  { route: 'GET /v1/people/:key', path: { ':key': `person:${H}` } },
  { route: 'GET /v1/people/:key/why', path: { ':key': `email:${H}` }, query: { segment: H, at: H } },
  { route: 'GET /v1/sources/:code/health', path: { ':code': H } },
  { route: 'GET /v1/consent/records/:record', path: { ':record': H } },
  { route: 'POST /v1/reports/exposure/segment', body: { id: H, cap: 3, campaign: H } },
  { route: 'GET /v1/experiments/:id/results', path: { ':id': H } },
  { route: 'GET /v1/journeys/:id/steps', path: { ':id': H } },
  { route: 'GET /v1/experiments/:id/assignment', path: { ':id': 'button' }, query: { identifier: `ttp:${H}`, person: H } },
  { route: 'POST /v1/admin/audit', body: { people: H } },
  { route: 'POST /v1/thresholds/compute', body: { ids: [H], older_than_hours: H } },
]
