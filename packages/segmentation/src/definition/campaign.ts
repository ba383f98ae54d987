// Held by packages/segmentation/src/evolve/evolve.prop.test.ts

import { isObject } from '@weir/contracts'
import { scalarsAt, textOf } from './values.ts'

/** Where an address names its campaign; a pattern that ClickHouse reads in the same way. */
export const UTM_CAMPAIGN = '[?&]utm_campaign=([^&#]+)'

/**
 * Returns the campaign that an event names: its `ad.campaign_id`, else `utm_campaign` in the
 * address of its page, as it stands there. An event without either is no touch.
 */
export function campaignOf(document: unknown): string | undefined {
  const [id = ''] = scalarsAt(document, ['ad', 'campaign_id']).map(textOf)
  if (id !== '') return id
  const page = isObject(document) ? document['page'] : undefined
  const url = isObject(page) ? page['url'] : undefined
  return typeof url === 'string' ? new RegExp(UTM_CAMPAIGN).exec(url)?.[1] : undefined
}
