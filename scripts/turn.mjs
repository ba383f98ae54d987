// node scripts/turn.mjs: the number of the commit checked out, which chooses the share of their
// cases that long tests try (`TURN`, packages/testkit/src/turn.ts) and the round of chaos tests.
import { execFileSync } from 'node:child_process'
import { pathToFileURL } from 'node:url'

/** @returns {string} what git prints */
export const git = (...args) => execFileSync('git', args, { encoding: 'utf8' }).trim()

/**
 * @param {string} commit its hash, which stands in for chance: a shallow clone cannot count commits
 * @returns {number}
 */
export const turnOf = (commit) => Number.parseInt(commit.slice(0, 8), 16)

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  process.stdout.write(`${turnOf(git('rev-parse', 'HEAD'))}\n`)
}
