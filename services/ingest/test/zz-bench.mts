import { openIngest, NATIVE, EVENTS_2, post, bodyFor, NOW } from './harness.ts'
import { fromNative } from '../src/from-native.ts'
import { fromEventsApi2 } from '../src/from-events-api-2.ts'
import { parseJson } from '../src/json.ts'
import { LIMITS } from '../src/limits.ts'
import { toHit } from '../src/to-hit.ts'
import { createClock } from '@weir/runtime'
import { randomUUID } from 'node:crypto'
const ev = { event: 'Purchase', event_id: 'e-1', user: { email: 'jo@example.org', external_id: 'u-123', ttp: '2F7h37YkS1j57AYSKTI7IHhJPYH', user_agent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 12_1_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/16D57' }, properties: { value: 99.95, currency: 'EUR', contents: [{ content_id: 'abc', price: 1.5, quantity: 2 }, { content_id: 'abd', price: 1.5, quantity: 2 }] }, page: { url: 'https://shop.example/?a=b', referrer: 'https://x.example/' } }
const text = JSON.stringify(bodyFor(NATIVE, ev))
console.log('bytes', text.length)
const maker = { clock: createClock('manual', NOW), retentionMs: 4e12, newId: randomUUID }
const src = { code: 'web-1', name: 'x', kind: 'pixel', consent_basis: 'assumed' } as const
const bench = (name: string, f: () => void, n = 50000) => { for (let i = 0; i < 5000; i++) f(); const t = performance.now(); for (let i = 0; i < n; i++) f(); console.log(name, ((performance.now() - t) / n * 1000).toFixed(2), 'us') }
bench('parseJson', () => parseJson(text))
bench('JSON.parse', () => JSON.parse(text))
bench('fromNative', () => fromNative(text, LIMITS))
const c = fromNative(text, LIMITS)[0]!
bench('toHit', () => toHit(c.event!, src, '', maker))
const hit = toHit(c.event!, src, '', maker)
bench('stringify', () => Buffer.from(JSON.stringify(hit)))
const big = JSON.stringify({ event_source: 'web', event_source_id: 'web-1', data: Array.from({ length: 1000 }, (_, i) => ({ ...ev, event_id: 'e' + i, event_time: NOW / 1000 })) })
bench('1000 events', () => { const x = fromEventsApi2(parseJson(big), LIMITS); for (const y of x) toHit(y.event!, src, '', maker) }, 20)
await using ingest = await openIngest()
for (let i = 0; i < 2000; i++) await post(ingest, NATIVE, text)
const t = performance.now(); const n = 10000
for (let i = 0; i < n; i += 50) await Promise.all(Array.from({ length: 50 }, () => post(ingest, NATIVE, text)))
console.log('inject', ((performance.now() - t) / n * 1000).toFixed(1), 'us per request')
