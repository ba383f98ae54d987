// node scripts/sum-tests.mjs FOLDER BROKEN: adds up vitest's JSON reports. FOLDER/expected names one report a line.
// Prints "N passed, N failed" and fails when anything failed, nothing ran, or BROKEN sections (> 0) failed otherwise.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const [folder, broken] = process.argv.slice(2)
const total = { passed: 0, failed: 0 }

for (const name of readFileSync(join(folder, 'expected'), 'utf8').split('\n').filter(Boolean)) {
  const { passed, failed } = read(join(folder, `${name}.json`))
  total.passed += passed
  total.failed += failed
}
// A section without a count of its own (types, lint, set-up) must still show in the last line.
if (Number(broken) > 0) total.failed = Math.max(total.failed, Number(broken))
console.log(`${total.passed} passed, ${total.failed} failed`)
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0

/** A run without a report did not get as far as its tests: one failure. So is a file that could not be loaded, or an error outside of tests. */
function read(path) {
  if (!existsSync(path)) return { passed: 0, failed: 1 }
  const report = JSON.parse(readFileSync(path, 'utf8'))
  const notLoaded = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  )
  // Skipped and unfinished tests are not passed ones: nothing is left out in silence.
  const notPassed = report.numTotalTests - report.numPassedTests
  const failed = notPassed + notLoaded.length
  return { passed: report.numPassedTests, failed: failed === 0 && !report.success ? 1 : failed }
}
