/** Bodies in the description of the API, which readers try: the test beside sends each. */

const purchases = { event: { name: 'Purchase' }, within: '30d', count: { gte: 2 } }
const abandoned = {
  all: [
    { event: { name: 'AddToCart' }, within: '7d' },
    { event: { name: 'Purchase' }, since: { event: { name: 'AddToCart' } }, count: { lt: 1 } },
  ],
}

const cart = { name: 'Cart', entry: { event: { name: 'AddToCart' } }, lasts: '7d', goal: { event: { name: 'Purchase' } } }

/** By method and path, in an order in which they can be sent. */
export const BODY_EXAMPLES: Readonly<Record<string, object>> = {
  'PUT /v1/sources/:code': { name: 'Shop', kind: 'pixel', consent_basis: 'assumed', allowed_origins: ['https://shop.example'] },
  'POST /v1/keys': { name: 'Data team', scopes: ['read', 'export'] },
  'POST /v1/session': { key: 'change-me-please-0001' },
  'PUT /v1/segments/:id': { name: 'Repeat buyers', description: 'At least two purchases in 30 days', rule: purchases },
  'POST /v1/segments/:id/rollback': { version: 1 },
  'POST /v1/segments/preview': { rule: abandoned },
  'POST /v1/segments/:id/diff': { rule: { ...purchases, count: { gte: 3 } } },
  'POST /v1/segments/overlap': { segments: ['repeat-buyers', 'tired'] },
  'POST /v1/segments/:id/changes/confirm': { consumer: 'tiktok', cursor: 'the cursor of the page before' },
  'PUT /v1/thresholds/:id': { value: 120.5 },
  'POST /v1/thresholds/compute': { older_than_hours: 24 },
  'POST /v1/models/:id/train': { conversion: { name: 'Purchase' }, horizon: '7d', lookback: '90d' },
  'PUT /v1/lookalikes/:segment': { sizes: [0.01, 0.05] },
  'POST /v1/people/:key/split': {
    identifiers: [{ type: 'email', value: 'ada@example.com' }],
    reason: 'A shared computer: they are two',
  },
  'PUT /v1/experiments/:id': {
    name: 'Blue button',
    arms: [
      { id: 'control', weight: 1 },
      { id: 'blue', weight: 1 },
    ],
    traffic: 0.1,
    primary: { id: 'buyers', kind: 'share', event: { name: 'Purchase' } },
    starts_at: '2024-05-01T00:00:00Z',
  },
  'PUT /v1/holdout': { share: 0.05 },
  'PUT /v1/destinations/:id': {
    kind: 'webhook',
    name: 'CRM',
    segment: 'repeat-buyers',
    url: 'https://crm.example.com/weir',
    secret: { env: 'WEIR_WEBHOOK_CRM' },
  },
  'POST /v1/destinations/:id/sync': { force: false },
  'PUT /v1/exposure-policies/:id': {
    name: 'Spring',
    campaigns: ['1700000000000001', '1700000000000002'],
    cap: { impressions: 5, within: '7d' },
    cool_down: '2d',
    higher: [{ segment: 'repeat-buyers', impressions: 8 }],
    destinations: ['crm'],
  },
  'POST /v1/exposure-policies/simulate': { cap: { impressions: 5, within: '7d' }, cool_down: '2d', days: 30 },
  'PUT /v1/journeys/:id': { ...cart, steps: [{ id: 'remind', wait: '1h', triggers: [{ destination: 'crm' }] }] },
  'POST /v1/journeys/simulate': { ...cart, steps: [{ id: 'remind', wait: '1h' }] },
  'PUT /v1/suppression-lists/:id': { name: 'Staff', reason: 'They try the shop out', segments: ['repeat-buyers'] },
  'POST /v1/suppression-lists/:id/entries': { add: [{ type: 'email', value: 'ada@example.com' }] },
  'PUT /v1/exchange-rates/:from/:to': { rates: { '2024-05-01': 1.07 } },
  'PUT /v1/report-schedules/:id': {
    name: 'Every Monday',
    cron: '0 7 * * 1',
    tz: 'Europe/Berlin',
    period: 'last_week',
    report: { group_by: 'segment', metrics: 'impressions,conversions,cpa' },
    formats: ['html', 'csv'],
  },
  'POST /v1/reports/funnel': {
    steps: [{ event: { name: 'ViewContent' } }, { event: { name: 'AddToCart' } }, { event: { name: 'Purchase' } }],
    window: '7d',
  },
  'POST /v1/reports/retention': { first: { name: 'Purchase' }, unit: 'week', periods: 8 },
  'POST /v1/reports/exposure/segment': { id: 'tired', cap: 5, within: '7d' },
  'POST /v1/reports/journeys': {
    touchpoints: [
      { name: 'view', event: { name: 'ViewContent' } },
      { name: 'cart', event: { name: 'AddToCart' } },
      { name: 'purchase', event: { name: 'Purchase' }, ends: true },
    ],
    gap: '1d',
  },
  'PUT /v1/delivery-sources/:id': { platform: 'generic', columns: { spend: 'Cost' }, decimal: ',', currency: 'EUR' },
  'PUT /v1/targeting/:adgroup_id': { bookings: [{ include: ['repeat-buyers'], from: '2024-05-01' }] },
  'POST /v1/admin/clock': { now: '2024-05-02T12:00:00Z' },
  'POST /v1/admin/audit': { people: 100 },
}
