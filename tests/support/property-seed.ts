import { readFileSync } from 'node:fs'
import { expect } from 'vitest'

/**
 * Gives the properties of a test file a seed: every run of one commit tries the same cases, so a
 * fault in one of a hundred thousand does not stop a change that has nothing to do with it.
 * PROPERTY_SEED=random looks for such faults, PROPERTY_SEED=N tries others, and a seed that a test
 * names itself stays. Only files that have properties load the library.
 */
const { testPath } = expect.getState()
const seed = process.env['PROPERTY_SEED'] ?? '1'
if (seed !== 'random' && testPath && readFileSync(testPath, 'utf8').includes("'fast-check'")) {
  const { configureGlobal } = await import('fast-check')
  configureGlobal({ seed: Number(seed) })
}
