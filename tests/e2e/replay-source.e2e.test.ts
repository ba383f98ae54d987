import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { tempFolder } from '@weir/testkit'
import { expect, test } from 'vitest'
import { ADMIN_KEY, startWeir } from '../support/embedded.ts'
import type { LocalWeir } from '../support/embedded.ts'
import { membersOf } from '../support/embedded-client.ts'
import { runCli } from '../support/programs.ts'

/** Files whose ids look like placeholders: session 0 of OTTO is somebody. */
const linesOf = (aid: number): string =>
  [0, 1, 2].map((session) => `${JSON.stringify({ session, ts: 1_659_304_800_025 + session, aid })}\n`).join('')
const MAP = { event: { value: 'ViewContent' }, event_time: 'ts', time_format: 'unix_ms', 'user.external_id': 'session' }

let aid = 1_517_085

/** Sends another file. */
async function replay(weir: LocalWeir, folder: string, ...options: string[]): Promise<{ code: number | null; text: string }> {
  await writeFile(join(folder, 'clicks.ndjson'), linesOf(aid++))
  await writeFile(join(folder, 'map.json'), JSON.stringify(MAP))
  const file = [join(folder, 'clicks.ndjson'), '--map', join(folder, 'map.json'), '--source', 'otto']
  await using running = await runCli(['replay', ...file, '--url', weir.client.url, '--key', ADMIN_KEY, ...options])
  const { code } = await running.ended
  return { code, text: running.stdout() + running.stderr() }
}

test('a replay makes its source, and says which ids are none of nobody', async () => {
  await using folder = await tempFolder('replay-source')
  await using weir = await startWeir({ WEIR_CLOCK: 'event' })
  const { client } = weir
  const source = () => client.get<object>('/v1/sources/otto')

  const unknown = await replay(weir, folder.path, '--allowed-placeholders', '0')
  expect(unknown).toMatchObject({ code: 1, text: expect.stringMatching(/no source "otto": give --consent-basis/) })
  const wrong = await replay(weir, folder.path, '--consent-basis', 'yes')
  expect(wrong).toMatchObject({ code: 1, text: expect.stringMatching(/--consent-basis takes "assumed" or "required"/) })
  const email = await replay(weir, folder.path, '--consent-basis', 'assumed', '--allowed-placeholders', 'null@null')
  expect(email).toMatchObject({ code: 1, text: expect.stringContaining('allowed_placeholders') })

  expect(await replay(weir, folder.path, '--consent-basis', 'assumed')).toEqual({ code: 0, text: expect.any(String) })
  expect(await source()).toMatchObject({ name: 'otto', kind: 'import', consent_basis: 'assumed' })
  await client.put('/v1/segments/seen', { name: 'Seen', rule: { event: { name: 'ViewContent' }, within: 'all' } })
  await weir.settled()
  expect(await membersOf(client, 'seen')).toHaveLength(2)

  // What the source says already stays, and the list grows.
  const more = { allowed_origins: ['https://otto.example'], allowed_placeholders: ['none'] }
  await client.put('/v1/sources/otto', { name: 'OTTO', kind: 'import', consent_basis: 'assumed', ...more })
  expect(await replay(weir, folder.path, '--allowed-placeholders', ' 0, none,')).toMatchObject({ code: 0 })
  expect(await source()).toMatchObject({ name: 'OTTO', ...more, allowed_placeholders: ['none', '0'] })
  await weir.settled()
  expect(await membersOf(client, 'seen')).toHaveLength(3)

  const other = await replay(weir, folder.path, '--consent-basis', 'required')
  expect(other).toMatchObject({ code: 1, text: expect.stringMatching(/has consent_basis "assumed"/) })
})
