import { readFileSync } from 'node:fs'
import { expect } from 'vitest'
import { turn } from '../../packages/testkit/src/turn.ts'

/**
 * Gives the properties of a test file a seed, one of three by turn: every run of one commit tries
 * the same cases, so a fault in one of a hundred thousand does not stop a change that has nothing
 * to do with it. PROPERTY_SEED=random looks for such faults, PROPERTY_SEED=N tries others, and a
 * seed that a test names itself stays. Only files that have properties load the library.
 */
const TURNS = 3

const { testPath } = expect.getState()
const seed = process.env['PROPERTY_SEED'] ?? String(1 + (turn() % TURNS))
if (testPath && readFileSync(testPath, 'utf8').includes("'fast-check'")) {
  const { configureGlobal } = await import('fast-check')
  // Files share a process: what another one set goes.
  configureGlobal(seed === 'random' ? {} : { seed: Number(seed) })
}
