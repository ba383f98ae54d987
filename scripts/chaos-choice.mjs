// node scripts/chaos-choice.mjs: the chaos tests that belong to the commit checked out, one path a
// line. All of them take half an hour, most of it waiting for engines to die and come back, so CI
// runs a share by commit: every test comes round. `npm run test:chaos` runs them all.
import { pathToFileURL } from 'node:url'
import { git, turnOf } from './turn.mjs'

/** Seconds by file, as measured; a file that is not named here counts as `UNKNOWN_S`. */
const SECONDS = {
  'clickhouse-and-kafka': 128,
  copies: 31,
  delivery: 60,
  edit: 150,
  'engines-away': 107,
  'kafka-cluster': 122,
  kill: 75,
  'kafka-faults': 95,
  kills: 102,
  leases: 20,
  'ledger-race': 100,
  'lost-answers': 112,
  'lossy-store': 1,
  outage: 102,
  outages: 108,
  past: 60,
  peeking: 10,
  'people-are-split': 45,
  redis: 110,
  'redis-kills': 54,
  reference: 91,
  segmenters: 147,
  services: 46,
  storm: 76,
  'warehouse-outages': 75,
}
const UNKNOWN_S = 100
/** What one round may take, unless a single file takes longer. */
const ROUND_S = 110

const secondsOf = (file) => SECONDS[/([^/]+)\.chaos\.test\.ts$/.exec(file)?.[1]] ?? UNKNOWN_S

/**
 * Splits the files into rounds of at most `ROUND_S` each: the longest first, each into the first
 * round that has room.
 * @param {readonly string[]} files paths of chaos tests
 * @returns {string[][]} every file in exactly one round
 */
export function chaosRounds(files) {
  const rounds = []
  for (const file of files.toSorted((a, b) => secondsOf(b) - secondsOf(a) || (a < b ? -1 : 1))) {
    const seconds = secondsOf(file)
    let round = rounds.find((candidate) => candidate.seconds + seconds <= ROUND_S)
    if (!round) rounds.push((round = { seconds: 0, files: [] }))
    round.seconds += seconds
    round.files.push(file)
  }
  return rounds.map((round) => round.files)
}

/**
 * @param {readonly string[]} files
 * @param {string} commit its hash
 * @returns {string[]} the round of this commit
 */
export function chaosChoice(files, commit) {
  const rounds = chaosRounds(files)
  return rounds[turnOf(commit) % rounds.length] ?? []
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const files = git('ls-files', '*.chaos.test.ts').split('\n')
  process.stdout.write(`${chaosChoice(files, git('rev-parse', 'HEAD')).join('\n')}\n`)
}
