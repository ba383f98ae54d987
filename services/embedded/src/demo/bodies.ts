import type { Order } from './orders.ts'
import type { AdEvent } from './simulator.ts'

/** Orders as a TikTok Events API 2.0 request. */
export function eventsApiBody(source: string, orders: readonly Order[]): object {
  return { event_source: 'web', event_source_id: source, data: orders.map(purchase) }
}

function purchase(order: Order): object {
  return {
    event: 'Purchase',
    event_id: order.id,
    event_time: order.at / 1000,
    user: { external_id: order.customer },
    properties: {
      order_id: order.id,
      value: order.value,
      currency: 'USD',
      content_type: 'product',
      contents: order.lines.map(({ product, name, category, sales, quantity }) => ({
        content_id: product,
        content_name: name,
        content_category: category,
        price: Math.round((sales / quantity) * 10_000) / 10_000,
        quantity,
      })),
    },
  }
}

/** An ad event in Weir's own form. */
export function nativeEvent(source: string, event: AdEvent): object {
  const { campaign, adgroup, ad, video, durationMs } = event.ad
  return {
    source,
    event: event.name,
    event_id: event.id,
    event_time: event.at / 1000,
    user: { external_id: event.customer },
    ad: {
      campaign_id: campaign,
      adgroup_id: adgroup,
      ad_id: ad,
      ...(event.cost === undefined ? {} : { cost: event.cost, currency: 'USD' }),
    },
    ...(event.watchedMs === undefined
      ? {}
      : { video: { video_id: video, duration_ms: durationMs, watched_ms: event.watchedMs } }),
  }
}
