import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { StateStore } from '@weir/state'
import { openLmdbState } from '@weir/state/lmdb'
import { createMemoryState } from '@weir/state/memory'
import { tempFolder } from '@weir/testkit'
import { commands } from './support/state-commands.ts'
import { startModel } from './support/state-model.ts'

describe('lmdb state: like the memory store', () => {
  it('after any sequence of commits, repeats, takeovers and reopenings', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.commands(commands, { maxCommands: 40 }), async (run) => {
        await using folder = await tempFolder('lmdb-state')
        const { path } = folder
        let store: StateStore = await openLmdbState({ path, partitions: 2 })
        const reopen = async (): Promise<StateStore> => {
          await store.close()
          store = await openLmdbState({ path, partitions: 2 })
          return store
        }
        try {
          await fc.asyncModelRun(async () => startModel(createMemoryState({ partitions: 2 }), store, reopen), run)
        } finally {
          await store.close()
        }
        expect(store.partitions).toBe(2)
      }),
      { numRuns: 100 },
    )
  })
})
