import type { Client } from '../embedded-client.ts'
import type { Written } from './look.ts'
import { SEGMENT, SOURCE } from './places.ts'

const PATHS = [
  ...[
    'format=csv',
    'format=ndjson',
    'format=csv&id_types=EMAIL_SHA256,PHONE_SHA256',
    'format=tiktok_file&id_types=EMAIL_SHA256',
  ].map((query) => `/v1/segments/${SEGMENT}/export?${query}`),
  `/v1/segments/${SEGMENT}/members`,
  '/v1/rejected?limit=1000',
  '/v1/rejected?code=refused_credential',
  '/v1/test-events',
  '/v1/catalogue?days=30',
  `/v1/sources/${SOURCE}/health`,
  '/v1/segments',
  '/v1/keys',
  '/v1/people/external_id:ann',
  `/v1/people/external_id:ann/why?segment=${SEGMENT}`,
]

/**
 * What a reader of the API gets of what was sent, by path: heads (names of files among them) and
 * bodies.
 */
export async function answersAfterwards(client: Client): Promise<Written> {
  const written: Written = {}
  for (const path of PATHS) {
    const { status, headers, body } = await client.call('GET', path)
    if (status !== 200) throw new Error(`${path} answered ${status}: ${JSON.stringify(body)}`)
    written[path] = [...[...headers].flat(), typeof body === 'string' ? body : JSON.stringify(body)].join('\n')
  }
  return written
}
