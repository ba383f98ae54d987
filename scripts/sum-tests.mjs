// node scripts/sum-tests.mjs FOLDER BROKEN: adds up vitest's JSON reports. FOLDER/expected names
// one report a line. Says again what failed and why, for a long output is read from its end. Prints
// "N passed, N failed" and fails when anything failed, nothing ran, or BROKEN sections (> 0) failed
// otherwise.
import { existsSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'

const REASON_LINES = 8
const REASON_CHARS = 1500

const [folder, broken] = process.argv.slice(2)
const total = { passed: 0, failed: 0 }

for (const name of readFileSync(join(folder, 'expected'), 'utf8').split('\n').filter(Boolean)) {
  const { passed, failed, failures } = read(join(folder, `${name}.json`))
  for (const failure of failures) console.log(`${name}: ${failure}`)
  total.passed += passed
  total.failed += failed
}
// A section without a count of its own (types, lint, set-up) must still show in the last line.
if (Number(broken) > 0) total.failed = Math.max(total.failed, Number(broken))
console.log(`${total.passed} passed, ${total.failed} failed`)
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0

/**
 * A run without a report did not get as far as its tests: one failure. So is a file that could not
 * be loaded, or an error outside of tests.
 */
function read(path) {
  if (!existsSync(path)) return { passed: 0, failed: 1, failures: ['ended without a report'] }
  const report = JSON.parse(readFileSync(path, 'utf8'))
  const notLoaded = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  )
  // Skipped and unfinished tests are not passed ones: nothing is left out in silence.
  const notPassed = report.numTotalTests - report.numPassedTests
  const failed = notPassed + notLoaded.length
  const failures = report.testResults.flatMap((file) => failuresOf(file))
  return { passed: report.numPassedTests, failed: failed === 0 && !report.success ? 1 : failed, failures }
}

/**
 * Every test of a file that did not pass, and a file that could not be loaded, each with the first
 * lines of the reason.
 */
function failuresOf(file) {
  const where = relative(process.cwd(), file.name)
  const notPassed = file.assertionResults.filter((test) => test.status !== 'passed')
  if (notPassed.length === 0 && file.status === 'failed') return [`${where}: ${firstLines(file.message)}`]
  return notPassed.map((test) => `${where}: ${test.fullName}: ${firstLines(test.failureMessages?.[0] ?? test.status)}`)
}

/** @param {string} text */
function firstLines(text) {
  return text.split('\n').slice(0, REASON_LINES).join('\n  ').slice(0, REASON_CHARS)
}
