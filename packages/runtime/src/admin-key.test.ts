import { createHash } from 'node:crypto'
import { chmod, mkdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { createMemoryLog } from '@weir/eventlog/memory'
import { tempFolder } from '@weir/testkit'
import { describe, expect, it } from 'vitest'
import { ensureAdminKey } from './admin-key.ts'
import { openConfigView } from './config-view.ts'
import type { ConfigView } from './config-view.ts'
import { lockFolder } from './folder-lock.ts'
import { authoriseFresh, createKey } from './keys.ts'

const open = (): Promise<ConfigView> => openConfigView(createMemoryLog({ partitions: 1 }))
const opens = (config: ConfigView, secret: string): Promise<boolean> =>
  authoriseFresh(config, secret, 'admin').then(
    () => true,
    () => false,
  )
const generated = (): string => createKey('operator', ['admin'], 0).secret
const sha256 = (secret: string): string => createHash('sha256').update(secret).digest('hex')

describe("the operator's key", () => {
  const [one, other] = [generated(), generated()]
  const changes: [string, string, string][] = [
    ['chosen to chosen', 'chosen-key-number-1', 'chosen-key-number-2'],
    ['chosen to generated', 'chosen-key-number-1', one],
    ['generated to chosen', one, 'chosen-key-number-1'],
    ['generated to generated', one, other],
  ]
  it.each(changes)('is one: %s', async (_, before, after) => {
    const config = await open()
    const own = createKey('operator', ['admin'], 0)
    await ensureAdminKey(config, before, 1)
    // Somebody's own key of that name is none of the operator's.
    await config.put(`key:${own.stored.id}`, own.stored)
    expect(await opens(config, before)).toBe(true)
    await ensureAdminKey(config, after, 2)
    expect([await opens(config, before), await opens(config, after), await opens(config, own.secret)]).toEqual([
      false,
      true,
      true,
    ])
    expect(config.keys().filter(({ operator }) => operator)).toHaveLength(1)
    const version = config.version()
    await ensureAdminKey(config, after, 3)
    expect(config.version()).toBe(version)
    await config.close()
  })

  it('ends those of earlier versions, which had no mark and a fast hash', async () => {
    const config = await open()
    const former = createKey('operator', ['admin'], 0)
    const first = createKey('first admin', ['admin'], 0)
    await config.put(`key:${former.stored.id}`, former.stored)
    await config.put(`key:${first.stored.id}`, first.stored)
    const chosen = 'chosen-key-number-1'
    await config.put('key:admin', { id: 'admin', name: 'operator', hash: sha256(chosen), scopes: ['admin'], created_at: 0 })
    expect(await opens(config, chosen)).toBe(true)
    await ensureAdminKey(config, chosen, 1)
    expect([await opens(config, chosen), await opens(config, former.secret), await opens(config, first.secret)]).toEqual([
      true,
      false,
      true,
    ])
    expect(JSON.stringify(config.keys())).not.toContain(sha256(chosen))
    await config.close()
  })

  it('is hashed slowly with a salt of its own when somebody chose it, and as before when it was generated', async () => {
    const [here, there] = [await open(), await open()]
    for (const config of [here, there]) await ensureAdminKey(config, 'chosen-key-number-1', 1)
    const [mine, others] = [here.key('admin'), there.key('admin')]
    expect([mine?.salt, mine?.hash]).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/), expect.stringMatching(/^[0-9a-f]{64}$/)])
    expect([mine?.hash, mine?.salt]).not.toEqual([others?.hash, others?.salt])
    expect(mine?.hash).not.toBe(sha256('chosen-key-number-1'))
    expect(createKey('k', ['read'], 0).stored).not.toHaveProperty('salt')
    await here.close()
    await there.close()
  })

  it('is looked at fast once it is known, also while wrong ones are tried', async () => {
    const config = await open()
    await ensureAdminKey(config, 'chosen-key-number-1', 1)
    expect(await opens(config, 'chosen-key-number-1')).toBe(true)
    const wrong = Array.from({ length: 60 }, (_, i) => authoriseFresh(config, `wrong-key-number-${i}`, 'admin'))
    const settled = Promise.allSettled(wrong)
    const since = performance.now()
    for (let i = 0; i < 1_000; i++) await authoriseFresh(config, 'chosen-key-number-1', 'admin')
    expect(performance.now() - since).toBeLessThan(1_000)
    const codes = (await settled).map((one) => (one.status === 'rejected' ? (one.reason as { code: string }).code : 'let in'))
    expect(new Set(codes)).toEqual(new Set(['bad_token', 'rate_limited']))
    await config.close()
  }, 20_000)
})

it('a folder of ours is its owner’s alone, also one that was made before', async () => {
  await using folder = await tempFolder('private')
  const path = join(folder.path, 'data')
  await mkdir(path)
  await chmod(path, 0o755)
  const lock = await lockFolder(path, { called: 'data folder', setting: 'WEIR_DATA' })
  expect((await stat(path)).mode & 0o777).toBe(0o700)
  await lock.release()
})
