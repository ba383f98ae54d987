import type { Condition } from '@weir/contracts'

export const TEMPLATE_IDS = [
  'cart-abandoners',
  'repeat-buyers',
  'big-spenders',
  'lapsed-buyers',
  'viewers',
  'saw-too-often',
] as const
export type TemplateId = (typeof TEMPLATE_IDS)[number]

/** Audiences to begin with; their names are in the texts. */
export const TEMPLATES: Record<TemplateId, Condition> = {
  'cart-abandoners': {
    all: [
      { event: { name: 'AddToCart' }, within: '7d' },
      { event: { name: 'Purchase' }, since: { event: { name: 'AddToCart' } }, within: 'all', count: { lt: 1 } },
    ],
  },
  'repeat-buyers': { event: { name: 'Purchase' }, within: '90d', count: { gte: 2 } },
  'big-spenders': { event: { name: 'Purchase' }, within: '90d', sum: { path: 'properties.value', gte: 200 } },
  'lapsed-buyers': {
    all: [{ event: { name: 'Purchase' }, within: 'all' }, { not: { event: { name: 'Purchase' }, within: '60d' } }],
  },
  viewers: {
    all: [
      { event: { name: 'ViewContent' }, within: '14d', count: { gte: 3 } },
      { not: { event: { name: 'Purchase' }, within: '30d' } },
    ],
  },
  'saw-too-often': { exposure: {}, within: '7d', count: { gte: 10 } },
}
