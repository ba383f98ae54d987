import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DamageError } from '@weir/contracts'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { UsageError } from './cli/usage-error.ts'
import { openDeployment, partitionsIn } from './deployment.ts'
import { finishSwap } from './rebuild/swap.ts'

let folder: string
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'weir-deployment-'))))
afterAll(() => rm(folder, { recursive: true, force: true }))

/** As the version before wrote it. */
const MADE = '{"format":1,"partitions":4}'
const marked = (text: string): Promise<void> => writeFile(join(folder, 'deployment.json'), text)

describe('what a data folder says of itself', () => {
  it('is read as the version before wrote it', async () => {
    await marked(MADE)
    expect(await partitionsIn(folder)).toBe(4)
    await expect(openDeployment(folder, 4)).resolves.toBeUndefined()
    await expect(openDeployment(folder, 8)).rejects.toThrow('was made with 4 partitions: set WEIR_PARTITIONS=4')
  })

  it('of a newer format is refused by name, and a folder without it is no deployment', async () => {
    await marked('{"format":2,"partitions":4}')
    await expect(openDeployment(folder, 4)).rejects.toThrow('is of format 2; this version of Weir reads format 1')
    await expect(partitionsIn(join(folder, 'nowhere'))).rejects.toBeInstanceOf(UsageError)
  })

  it('is refused as damaged, or names a number of partitions, whatever bytes are changed', () =>
    fc.assert(
      fc.asyncProperty(
        fc.nat(MADE.length - 1),
        fc.integer({ min: 0, max: 255 }),
        fc.nat(MADE.length - 1),
        async (at, byte, cut) => {
          const bytes = Buffer.from(MADE)
          bytes[at] = byte
          await writeFile(join(folder, 'deployment.json'), bytes.subarray(0, bytes.length - (at % 2 === 0 ? cut : 0)))
          const found: unknown = await partitionsIn(folder).catch((error: unknown) => error)
          if (!(found instanceof DamageError)) expect(found).toSatisfy((n) => Number.isSafeInteger(n) && Number(n) >= 1)
        },
      ),
      { numRuns: 200 },
    ))
})

describe('the mark of a rebuild that is complete', () => {
  it.each(['', '{', '{}', '{"keptAs":7}', '{"keptAs":""}', '{"keptAs":"../elsewhere"}', '{"keptAs":".."}', '[]'])(
    'is refused when it is %j, and nothing is moved',
    async (text) => {
      await mkdir(join(folder, 'rebuild', 'log'), { recursive: true })
      await writeFile(join(folder, 'rebuild', 'complete.json'), text)
      await expect(finishSwap(folder)).rejects.toBeInstanceOf(DamageError)
      expect((await readdir(join(folder, 'rebuild'))).sort()).toEqual(['complete.json', 'log'])
    },
  )

  it('has the new parts put in place, and the old ones kept', async () => {
    await mkdir(join(folder, 'rebuild', 'log'), { recursive: true })
    await mkdir(join(folder, 'log', 'old'), { recursive: true })
    await writeFile(join(folder, 'rebuild', 'complete.json'), '{"keptAs":"before"}')
    await finishSwap(folder)
    expect(await readdir(join(folder, 'log'))).toEqual([])
    expect(await readdir(join(folder, 'before', 'log'))).toEqual(['old'])
  })
})
