import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { EVENTS_2, openIngest, PIXEL, post } from '../../services/ingest/test/harness.ts'
import type { Harness } from '../../services/ingest/test/harness.ts'

const SAMPLES = new URL('../../../shared/samples/tiktok/', import.meta.url)
const samples = (prefix: string): unknown[] =>
  readdirSync(SAMPLES)
    .filter((name) => name.startsWith(prefix) && name.endsWith('.json'))
    .map((name) => JSON.parse(readFileSync(new URL(name, SAMPLES), 'utf8')) as unknown)
const SOURCES = ['test', '1234', 'appIdTest', 'test-event-set', 'C1234567890']

test('personal data in clear never reaches the log', async () => {
  await using ingest = await openIngest({ assumed: SOURCES })
  const canaries = ['canary.person@example.org', '+4915112345678', '+49 (151) 123-45678']
  for (const canary of canaries) {
    for (const body of samples('event_track_')) await sendInEveryField(ingest, EVENTS_2, body, canary)
    for (const body of samples('pixel_wire_')) await sendInEveryField(ingest, PIXEL, body, canary)
  }
  const appended = await ingest.appended()
  expect((await ingest.hits()).length).toBeGreaterThan(100)
  expect((await ingest.rejected()).length).toBeGreaterThan(10)
  for (const trace of ['canary', 'example.org', '15112345678', '151) 123-45678']) expect(appended).not.toContain(trace)
})

/** Sends the body once per field, with the canary in that one place. */
async function sendInEveryField(ingest: Harness, path: string, body: unknown, canary: string): Promise<void> {
  for (let field = 0, left = true; left; field++) {
    let seen = -1
    const dirty: unknown = JSON.parse(JSON.stringify(body), (_key, value: unknown) =>
      typeof value === 'object' && value !== null ? value : ++seen === field ? canary : value,
    )
    left = seen > field
    expect((await post(ingest, path, dirty)).statusCode).toBeLessThan(500)
  }
}
