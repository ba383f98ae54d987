import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

const unit = '{packages,services}/*/src/**/*.test.ts'

/**
 * Files that wait for processes more than they compute run two at a time: each starts its own, on
 * free ports and in folders of its own. More at once would only make timeouts of busy machines.
 */
const AT_ONCE = 2

/** Tests of the whole service wait even more: two at a time left half of two cores idle. */
const WAITING = AT_ONCE + 1

/** Vitest leaves one core to itself, which it hardly uses: of two, tests would have only one. */
const COMPUTING = Math.max(AT_ONCE, availableParallelism() - 1)

/**
 * Tests of how long the event loop is held up: each has a worker without other tests' garbage, when
 * nothing else runs.
 */
const CALM = ['{packages,services}/*/test/**/*.calm.test.ts']

/** These projects start programs. */
const BUILT = 'tests/support/build.ts'

/**
 * One project per kind of test, so that a kind can be run alone: `pnpm vitest run --project unit`.
 * `real` needs the data of ../shared and is not part of `npm test`; it fails, and never skips,
 * where the data is missing. `servers` needs Kafka, Redis and ClickHouse, which it finds or starts;
 * it is not part of `npm test` either, and fails where they are missing; and so does `browser`,
 * which needs Chromium.
 */
export default defineConfig({
  ssr: { resolve: { conditions: ['@weir/source'] } },
  test: {
    globalSetup: ['packages/pixel/build.mjs'],
    setupFiles: ['tests/support/property-seed.ts'],
    testTimeout: 120_000,
    hookTimeout: 60_000,
    maxWorkers: COMPUTING,
    // Loading the modules of one file costs more than most files' tests: a worker keeps them for
    // its next file. So tests leave nothing behind; a mock of a module needs a project of its own.
    isolate: false,
    projects: [
      { extends: true, test: { name: 'unit', include: [unit, 'tests/*.test.ts'] } },
      {
        extends: true,
        test: { name: 'calm', include: CALM, isolate: true, fileParallelism: false, sequence: { groupOrder: 6 } },
      },
      { extends: true, test: { name: 'contract', include: ['packages/*/test/**/*.contract.test.ts'] } },
      { extends: true, test: { name: 'simulation', include: ['tests/simulation/**/*.sim.test.ts'], testTimeout: 120_000 } },
      {
        extends: true,
        test: {
          name: 'e2e',
          globalSetup: [BUILT],
          include: ['tests/e2e/**/*.e2e.test.ts'],
          testTimeout: 120_000,
          maxWorkers: WAITING,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'real',
          include: ['tests/real/**/*.real.test.ts'],
          testTimeout: 300_000,
          maxWorkers: AT_ONCE,
          sequence: { groupOrder: 2 },
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          globalSetup: ['services/console/build.mjs'],
          include: ['tests/browser/**/*.browser.test.ts'],
          testTimeout: 60_000,
          maxWorkers: AT_ONCE,
          sequence: { groupOrder: 2 },
        },
      },
      {
        extends: true,
        test: {
          name: 'servers',
          globalSetup: [BUILT],
          include: ['{packages,services}/*/test/**/*.servers.test.ts', 'tests/distributed/**/*.servers.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 240_000,
          maxWorkers: AT_ONCE,
          sequence: { groupOrder: 2 },
        },
      },
      {
        extends: true,
        test: {
          name: 'chaos',
          globalSetup: [BUILT],
          include: ['{packages,services}/*/test/**/*.chaos.test.ts', 'tests/chaos/**/*.chaos.test.ts'],
          testTimeout: 600_000,
          hookTimeout: 240_000,
          fileParallelism: false,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
})
