import { writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { tempFolder } from '@weir/testkit'
import { expect, test } from 'vitest'
import { ADMIN_KEY, startWeir } from '../support/embedded.ts'
import { runCli } from '../support/programs.ts'

/** Schedules of reports that live in files: the command line on a running service. */

const WEEKLY = 'name: Weekly\ncron: 0 7 * * 1\ntz: Europe/Berlin\nreport: { segments: buyers, group_by: campaign }\n'

test('a folder of schedules is planned, applied, found unchanged, and pruned', async () => {
  await using weir = await startWeir()
  const { client } = weir
  await using folder = await tempFolder('schedules')
  const env = { INIT_CWD: dirname(folder.path), WEIR_URL: client.url, WEIR_KEY: ADMIN_KEY }
  const schedules = async (...args: string[]) => {
    await using cli = await runCli(['schedules', ...args], env)
    const { code } = await cli.ended
    return { code, stdout: cli.stdout(), stderr: cli.stderr() }
  }
  const DIR = basename(folder.path)
  const old = { name: 'Old', cron: '0 1 * * *' }
  await client.put('/v1/report-schedules/old', old)
  await writeFile(join(folder.path, 'weekly.yaml'), WEEKLY)
  await writeFile(join(folder.path, 'bad.json'), '{"name": "Bad", "cron": "0 7 30 2 *"}')

  const faulty = await schedules('apply', DIR, '--yes')
  expect(faulty).toMatchObject({ code: 1, stderr: expect.stringMatching(/ bad\.json: cron: this never comes/) })
  await writeFile(join(folder.path, 'bad.json'), JSON.stringify({ id: 'daily', name: 'Daily', cron: '0 7 * * *', paused: true }))

  expect(await schedules('plan', DIR)).toMatchObject({ code: 2, stdout: expect.stringMatching(/^2 to create/m) })
  // What only the service knows: the segment is not there, and what was made before it stays.
  const halfway = await schedules('apply', DIR, '--yes')
  expect(halfway.code).toBe(1)
  expect(halfway.stderr).toMatch(/^weekly: [\s\S]*there is no segment "buyers"[\s\S]*1 of 2 changes were made/m)

  await client.put('/v1/segments/buyers', { name: 'Buyers', rule: { event: { name: 'Purchase' }, within: '7d' } })
  const applied = await schedules('apply', DIR, '--yes')
  expect(applied.code, applied.stderr).toBe(0)
  expect(await client.get('/v1/report-schedules/weekly')).toMatchObject({ tz: 'Europe/Berlin', period: 'last_7_days' })
  expect(await schedules('plan', DIR)).toMatchObject({ code: 0, stdout: expect.stringMatching(/2 unchanged$/m) })
  expect((await schedules('list')).stdout).toMatch(/^old [\s\S]*^weekly +0 7 \* \* 1 +Europe\/Berlin/m)

  expect(await schedules('plan', DIR, '--prune')).toMatchObject({
    code: 2,
    stdout: expect.stringMatching(/^delete +old \(next report .*Z\)$/m),
  })
  expect((await schedules('apply', DIR, '--prune', '--yes')).code).toBe(0)
  const left = await client.get<{ schedules: { id: string }[] }>('/v1/report-schedules')
  expect(left.schedules.map(({ id }) => id).toSorted()).toEqual(['daily', 'weekly'])
})
