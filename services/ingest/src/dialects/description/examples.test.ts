import { describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { openIngest, post } from '../../../test/harness.ts'
import { NATIVE_DESCRIPTION } from './native.ts'
import { PIXEL_GET, PIXEL_POST } from './pixel.ts'
import { TIKTOK_DESCRIPTIONS } from './tiktok.ts'

const examplesOf = (body: z.ZodType): unknown[] => body.meta()?.['examples'] as unknown[]
const SHOP = { assumed: ['shop'] }

describe('the examples of the description', () => {
  it('of our own form are taken as they stand, without a warning', async () => {
    await using ingest = await openIngest(SHOP)
    const examples = examplesOf(NATIVE_DESCRIPTION.body)
    for (const example of examples) {
      expect(NATIVE_DESCRIPTION.body.parse(example)).toEqual(example)
      const answer = await post(ingest, '/v1/events', example)
      expect([answer.statusCode, answer.json()]).toEqual([202, { accepted: 1, rejected: [], warnings: [] }])
      expect(NATIVE_DESCRIPTION.response[202].content['application/json'].schema.parse(answer.json())).toEqual(answer.json())
    }
    expect(await ingest.hits()).toHaveLength(examples.length)
    const refused = await post(ingest, '/v1/events', { source: 'shop' })
    const described = NATIVE_DESCRIPTION.response[400].content['application/problem+json'].schema
    expect([refused.statusCode, described.parse(refused.json())]).toEqual([400, refused.json()])
  })

  it.each(Object.entries(TIKTOK_DESCRIPTIONS))('of %s are taken as they stand', async (path, { body, response }) => {
    await using ingest = await openIngest(SHOP)
    const examples = examplesOf(body)
    for (const example of examples) {
      expect(body.parse(example)).toEqual(example)
      const answer = await post(ingest, `/open_api/v1.3/${path}/`, example)
      expect(answer.json()).toMatchObject({ code: 0, message: 'OK' })
      expect(response[200].content['application/json'].schema.parse(answer.json())).toEqual(answer.json())
    }
    expect(await ingest.hits()).toHaveLength(examples.length)
  })

  it('of the pixel are taken as they stand, posted and in the URL', async () => {
    await using ingest = await openIngest(SHOP)
    const [example] = examplesOf(PIXEL_POST.body)
    expect(PIXEL_POST.body.parse(example)).toEqual(example)
    expect((await post(ingest, '/api/v2/pixel', example)).statusCode).toBe(204)
    const query = PIXEL_GET.querystring.parse({ analytics_message: JSON.stringify({ ...(example as object), event_id: 'v-2' }) })
    const headers = { 'user-agent': 'Mozilla/5.0' }
    expect((await ingest.app.inject({ url: '/api/v2/pixel', query, headers })).statusCode).toBe(204)
    expect(await ingest.hits()).toHaveLength(2)
  })
})
