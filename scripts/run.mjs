// What `npm run ...` calls. On a fresh clone it sets up first, then hands over to the command.
// Plain JavaScript without dependencies: it has to run before anything is installed. The scripts of
// package.json begin with `exec`, so that a signal to npm reaches this process and not a shell in
// between, which would die and leave us running.
import { runChild } from './child.mjs'
import { checkMachine, setUp } from './setup.mjs'

const tool = (name, ...args) => [`node_modules/.bin/${name}`, ...args]

/**
 * Programs run as built: plain Node, no loader in between (tsx keeps the names of functions, which
 * makes every closure dearer and the fold half as fast). The first build takes some seconds, later
 * ones look at what changed.
 */
const BUILD = { name: 'build', command: tool('tsc', '-b', 'tsconfig.build.json') }
/** What pages load, from the browser half of packages/pixel. */
const PIXEL = { name: 'pixel', command: [process.execPath, 'packages/pixel/build.mjs'] }
/** The pages at `/`: built again only when their sources have changed. */
const CONSOLE = { name: 'console', command: [process.execPath, 'services/console/build.mjs'] }
const TYPECHECK = { name: 'types', command: tool('tsc', '--noEmit', '-p', '.') }
const STATIC = [
  { name: 'format', command: tool('oxfmt', '--check', '.') },
  { name: 'lint', command: tool('oxlint', '--type-aware') },
  TYPECHECK,
  { name: 'unused code and dependencies', command: tool('knip', '--no-config-hints') },
  BUILD,
  PIXEL,
  CONSOLE,
]

/** TypeScript as it stands, without a build. */
const FROM_SOURCE = [process.execPath, '--conditions=@weir/source', '--import', 'tsx']

const LOCAL_PROJECTS = ['unit', 'contract', 'simulation', 'e2e', 'calm']

/** The user's own --project wins over our choice. */
function vitest(projects, args) {
  const chosen = args.some((arg) => arg.startsWith('--project'))
  const ours = chosen ? [] : projects.flatMap((project) => ['--project', project])
  return { name: 'tests', command: tool('vitest', 'run', ...ours, ...args) }
}

/** Types first, they are quick; but who asks for one file wants only that file. */
function test(args) {
  const filtered = args.some((arg) => !arg.startsWith('-'))
  return filtered ? [vitest(LOCAL_PROJECTS, args)] : [TYPECHECK, vitest(LOCAL_PROJECTS, args)]
}

/**
 * Hours: a figure of each test is printed, so that a report can be written. One test takes as long
 * as its storm. Tests that try a share of their cases elsewhere try all of them.
 */
function chaos(args) {
  const tests = vitest([...LOCAL_PROJECTS, 'servers', 'chaos'], [...args, '--testTimeout', String(4 * 3_600_000)])
  const env = { CHAOS: 'long', WEIR_TEST_BUILT: '1', PROPERTY_RUNS: process.env['PROPERTY_RUNS'] ?? '3000' }
  return [BUILD, PIXEL, { ...tests, env }]
}

const COMMANDS = {
  setup: { help: 'install what the repository needs, once', steps: () => [] },
  demo: { help: 'start everything, replay sample data, print a report', steps: (args) => built('demo', args) },
  start: {
    help: 'start everything in one process and stay; npm start -- ingest (segmenter, loader, reporting): one service',
    steps: start,
  },
  weir: { help: 'the command line: npm run weir -- --help', steps: (args) => built('cli', args) },
  stack: {
    help: 'Kafka, Redis and ClickHouse to try several processes on: npm run stack -- --help',
    steps: (args) => [BUILD, { name: 'stack', command: [process.execPath, 'packages/testkit/dist/stack/main.js', ...args] }],
  },
  test: { help: 'types and all tests that need nothing else; npm test -- PATH for some', steps: test },
  'test:real': { help: 'tests on the real data of ../shared', steps: (args) => [vitest(['real'], args)] },
  'test:servers': { help: 'tests on real Kafka, Redis and ClickHouse', steps: (args) => [vitest(['servers'], args)] },
  'test:browser': { help: 'tests of the pixel and the console in a real Chromium', steps: (args) => [vitest(['browser'], args)] },
  'test:outside': {
    help: 'the three before in one run, so that no core waits for the last file of each',
    steps: (args) => [vitest(['servers', 'real', 'browser'], args)],
  },
  'test:chaos': { help: 'tests that kill processes and engines', steps: (args) => [vitest(['chaos'], args)] },
  chaos: { help: 'these and all other tests for as long as it takes to believe them', steps: chaos },
  bench: {
    help: 'measure',
    steps: (args) => [
      BUILD,
      PIXEL,
      { name: 'bench', command: [process.execPath, '--import', 'tsx', 'tests/bench/run.ts', ...args] },
    ],
  },
  client: {
    help: 'write the types of packages/client from the description of the API',
    steps: () => [{ name: 'client', command: [...FROM_SOURCE, 'tests/support/write-client-types.ts'] }],
  },
  'docs:settings': {
    help: 'write docs/settings.md from the code',
    steps: () => [{ name: 'settings', command: [...FROM_SOURCE, 'tests/support/write-settings-page.ts'] }],
  },
  'docs:metrics': {
    help: 'write docs/metrics.md from the code',
    steps: () => [{ name: 'metrics', command: [...FROM_SOURCE, 'tests/support/write-metrics-page.ts'] }],
  },
  'docs:console': {
    help: 'take the pictures of docs/console, with a real Chromium',
    steps: () => [PIXEL, CONSOLE, { name: 'pictures', command: [...FROM_SOURCE, 'tests/browser/console/gallery.ts'] }],
  },
  check: {
    help: 'everything to run before a push; --static leaves the tests out',
    keepGoing: true,
    steps: (args) => (args.includes('--static') ? STATIC : [...STATIC, vitest(LOCAL_PROJECTS, args)]),
  },
}

const SERVICES = ['ingest', 'segmenter', 'loader', 'reporting']

function start([first, ...rest]) {
  if (!SERVICES.includes(first)) return built('main', first === undefined ? [] : [first, ...rest])
  const pages = first === 'reporting' ? [CONSOLE] : []
  return [BUILD, PIXEL, ...pages, { name: first, command: [process.execPath, `services/${first}/dist/main.js`, ...rest] }]
}

function built(name, args) {
  const pages = name === 'cli' ? [] : [CONSOLE]
  return [BUILD, PIXEL, ...pages, { name, command: [process.execPath, `services/embedded/dist/${name}.js`, ...args] }]
}

async function main([name, ...args]) {
  if (!Object.hasOwn(COMMANDS, name ?? '')) {
    const lines = Object.entries(COMMANDS).map(([key, { help }]) => `  npm run ${key.padEnd(13)}  ${help}`)
    console.error(`Usage:\n${lines.join('\n')}`)
    return 2
  }
  const complaint = checkMachine()
  if (complaint) {
    console.error(complaint)
    return 1
  }
  const failed = await setUp({ sayWhenDone: name === 'setup' })
  if (failed !== 0) return failed
  return runSteps(COMMANDS[name], args)
}

/**
 * @returns the exit code: the first that is not 0. `keepGoing` runs the other steps all the same.
 */
async function runSteps({ steps, keepGoing = false }, args) {
  const all = steps(args)
  const faults = []
  let result = 0
  for (const { name, command, env } of all) {
    if (keepGoing) console.log(`\n== ${name}`)
    const code = await runChild(command, env)
    if (code === 0) continue
    result ||= code
    faults.push(name)
    // A signal (128 and up) means that somebody wants us to stop.
    if (!keepGoing || code >= 128) break
  }
  if (keepGoing) console.log(faults.length > 0 ? `\nnot right: ${faults.join(', ')}` : '\nall right')
  return result
}

process.exitCode = await main(process.argv.slice(2))
