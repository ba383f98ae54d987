import { isTest, unitOf } from './repository.ts'
import type { Manifest, SourceFile } from './repository.ts'

/**
 * Who may import whom, and why: the rule of ARCHITECTURE, in the order in which data flows. A
 * package that is not listed may not exist; `@weir/testkit` is open to every test and to nothing
 * else.
 */
export const MAY_IMPORT: Record<string, { may: string[]; why: string }> = {
  contracts: { may: [], why: 'the words that everybody shares depend on nobody' },
  consent: { may: ['contracts'], why: 'pure rules' },
  identity: { may: ['contracts'], why: 'pure rules' },
  delivery: { may: ['contracts'], why: 'pure: reads reports of ad platforms and stores nothing' },
  client: { may: [], why: 'what users install: generated from the description alone' },
  statistics: { may: [], why: 'pure: numbers in, numbers out' },
  scoring: { may: ['statistics'], why: 'pure: numbers in, numbers out' },
  experiments: { may: ['contracts', 'statistics'], why: 'pure: who is in which arm, and what to say of what was counted' },
  destinations: { may: [], why: 'pure: what destinations have of people, and have to be told' },
  segmentation: { may: ['contracts', 'consent'], why: 'pure rules; consent gates every membership' },
  eventlog: { may: ['contracts'], why: 'a port knows topics, not what is in the records' },
  state: { may: ['contracts'], why: 'a port stores blobs, it does not know what is in them' },
  warehouse: { may: ['contracts'], why: 'a port runs SQL that others write' },
  runtime: { may: ['contracts', 'eventlog'], why: 'the configuration is a tail of the log' },
  stream: {
    may: ['contracts', 'eventlog', 'state'],
    why: 'the kit of all processors knows log and state, not what they make of records',
  },
  progress: { may: ['contracts', 'eventlog', 'state'], why: 'reads how far the services are from what they have stored' },
  testkit: {
    may: ['contracts', 'runtime', 'warehouse'],
    why: 'development only; its simulated clock is a clock of the runtime, and chDB stands in where no ClickHouse can be had',
  },
  pixel: { may: ['identity'], why: 'runs in pages, which have nothing of ours; its tests compare it with the rules it repeats' },
  ingest: {
    may: ['contracts', 'identity', 'consent', 'delivery', 'eventlog', 'runtime', 'pixel'],
    why: 'needs nothing but the log, so it stays up when state or warehouse is down',
  },
  segmenter: {
    may: ['contracts', 'segmentation', 'identity', 'consent', 'eventlog', 'state', 'warehouse', 'runtime', 'stream', 'progress'],
    why: 'a function of the log and its state; the warehouse only tells it what happened before a condition was new, and only the loader writes there',
  },
  loader: {
    may: ['contracts', 'segmentation', 'eventlog', 'state', 'warehouse', 'runtime', 'stream'],
    why: 'moves records from the log to the warehouse; of the rules it knows only how to stamp facts anew (src/past), and which events a segment needs (src/retention)',
  },
  activation: {
    may: ['contracts', 'destinations', 'eventlog', 'state', 'runtime'],
    why: 'follows memberships and tells destinations; who may be sent is asked through a port of its own',
  },
  reporting: {
    may: [
      'contracts',
      'destinations',
      'segmentation',
      'statistics',
      'experiments',
      'identity',
      'consent',
      'eventlog',
      'state',
      'warehouse',
      'runtime',
      'stream',
      'progress',
    ],
    why: 'reads everything; other services are reached through log and stores',
  },
  console: {
    may: ['client', 'contracts'],
    why: 'runs in browsers: of ours it knows the types of rules, and the client of the API',
  },
  embedded: {
    may: [
      'contracts',
      'segmentation',
      'identity',
      'consent',
      'delivery',
      'eventlog',
      'state',
      'warehouse',
      'runtime',
      'progress',
      'activation',
      'ingest',
      'segmenter',
      'loader',
      'reporting',
    ],
    why: 'the one place that puts all services into one process',
  },
}

const PORTS = ['eventlog', 'state', 'warehouse']

export interface Import {
  path: string
  /** `@weir/state`, `../x.ts`, `node:fs`. */
  from: string
}

/** What a file imports or re-exports, statically or by `import()`. */
export function importsOf({ path, code }: SourceFile): Import[] {
  const found = code.matchAll(/\b(?:from|import)\s*\(?\s*(['"])([^'"\n]+)\1/g)
  return [...found].map((match) => ({ path, from: match[2] ?? '' }))
}

/** Faults of the declared edges: a workspace dependency that the table does not allow. */
export function declaredFaults(folder: string, manifest: Manifest): string[] {
  const name = shortName(manifest.name)
  const row = MAY_IMPORT[name]
  if (!row) return [`${folder} is not in the import table (tests/tidy/imports.ts): add it with its reason`]
  const inProduction = workspaceNames(manifest.dependencies).filter((dependency) => !row.may.includes(dependency))
  const inTests = workspaceNames(manifest.devDependencies).filter(
    (dependency) => dependency !== 'testkit' && !row.may.includes(dependency),
  )
  return [...inProduction, ...inTests].map(
    (dependency) => `${folder} declares @weir/${dependency}, but ${name} may not: ${row.why}`,
  )
}

/** Faults of the actual edges of one import. */
export function importFaults(edge: Import): string[] {
  const unit = unitOf(edge.path)
  return [...tableFaults(edge, unit), ...adapterFaults(edge, unit), ...relativeFaults(edge, unit)]
}

function tableFaults({ path, from }: Import, unit: string | undefined): string[] {
  const target = /^@weir\/([^/]+)/.exec(from)?.[1]
  if (target === undefined || unit === undefined) return []
  const name = unit.slice(unit.indexOf('/') + 1)
  if (target === 'testkit') return isTest(path) ? [] : [`${path} imports @weir/testkit, which is for tests only`]
  const row = MAY_IMPORT[name]
  return target === name || row?.may.includes(target)
    ? []
    : [`${path} imports ${from}, but ${name} may not: ${row?.why ?? 'it is not in the table'}`]
}

/**
 * A port's root export is types; which engine stands behind it is decided where the process is put
 * together.
 */
function adapterFaults({ path, from }: Import, unit: string | undefined): string[] {
  const match = /^@weir\/([^/]+)\/(.+)$/.exec(from)
  if (!match || !PORTS.includes(match[1] ?? '') || unit === undefined || isTest(path)) return []
  if (match[2] === 'contract') return [`${path} imports ${from}: a contract suite belongs to tests`]
  const allowed = unit === 'services/embedded' || /^services\/[^/]+\/src\/main\.ts$/.test(path)
  return allowed
    ? []
    : [`${path} imports ${from}: adapters are named only in main.ts, services/embedded and tests; take the port as an argument`]
}

function relativeFaults({ path, from }: Import, unit: string | undefined): string[] {
  if (!from.startsWith('.')) return []
  const target = new URL(from, `file:///${path}`).pathname.slice(1)
  if (unit === undefined || unitOf(`${target}/`) === unit || target.startsWith(`${unit}/`)) return []
  return [`${path} reaches out of its package with ${from}: import the package by its name`]
}

function workspaceNames(dependencies: Record<string, string> = {}): string[] {
  return Object.keys(dependencies)
    .filter((name) => name.startsWith('@weir/'))
    .map(shortName)
}

function shortName(name: string): string {
  return name.replace('@weir/', '')
}
