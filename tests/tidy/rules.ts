import { isTest } from './repository.ts'

/**
 * Packages that do no I/O, never read a clock and never draw a random number: the same input gives
 * the same output.
 */
const PURE = /^packages\/(contracts|segmentation|identity|consent)\/src\//

/**
 * A promise whose failure becomes nothing, or a `catch` that forgets the error and does not throw:
 * without a comment on the line, the line before, or first in the block.
 */
const SWALLOWED =
  /^(?!\s*(?:\/\/|\*)).*\n(?!.*\/\/).*catch\(\(\) => (?:undefined|null|false|\[\]|\{\s*\})\)|catch(?: \(\w+\))? \{\s*\}|catch \{\n(?!\s*(?:\/\/|throw\b))/m

/**
 * A thing that does not belong somewhere, and what to use instead. Every rule carries a snippet
 * that proves it can fail.
 */
export interface Rule {
  name: string
  pattern: RegExp
  /** Looks at the code without comments, or at the whole text of every text file. */
  in: 'code' | 'text'
  /** Where the rule holds. */
  where: (path: string) => boolean
  instead: string
  /**
   * Must be found at `path`; the same text must be fine at `fine`, or is wrong everywhere when
   * there is none.
   */
  canary: { path: string; text: string; fine?: string }
}

const production = (path: string): boolean => /^(packages|services)\//.test(path) && !isTest(path)
const pure = (path: string): boolean => PURE.test(path) && !isTest(path)
const source = (path: string): boolean => /^(packages|services|tests|scripts)\//.test(path)
const notHere = (path: string): boolean => !path.startsWith('tests/tidy')

export const RULES: Rule[] = [
  {
    name: 'system clock',
    pattern: /\bDate\.now\b|\bnew Date\(\s*\)/,
    in: 'code',
    where: (path) =>
      production(path) && path !== 'packages/runtime/src/clock.ts' && !path.startsWith('packages/pixel/src/browser/'),
    instead: 'take a Clock or `now` as an argument; for durations use performance.now',
    canary: { path: 'services/loader/src/x.ts', text: 'const at = Date.now()', fine: 'packages/runtime/src/clock.ts' },
  },
  {
    name: 'stopwatch in a pure package',
    pattern: /\bperformance\.now\b|\bprocess\.hrtime\b/,
    in: 'code',
    where: pure,
    instead: 'measure in the caller',
    canary: { path: 'packages/segmentation/src/x.ts', text: 'const t = performance.now()', fine: 'services/loader/src/x.ts' },
  },
  {
    name: 'random numbers',
    pattern: /\bMath\.random\b/,
    in: 'code',
    where: (path) => source(path) && notHere(path),
    instead: 'seededRandom of @weir/testkit in tests (a failure must be repeatable), node:crypto in services',
    canary: { path: 'tests/simulation/x.ts', text: 'if (Math.random() < 0.5) stop()' },
  },
  {
    name: 'secrets or chance in a pure package',
    pattern: /\brandom(Bytes|UUID|Int|FillSync)\b|\bgetRandomValues\b/,
    in: 'code',
    where: pure,
    instead: 'take the value as an argument',
    canary: { path: 'packages/identity/src/x.ts', text: 'const id = randomUUID()', fine: 'services/ingest/src/x.ts' },
  },
  {
    name: 'timers in a pure package',
    pattern: /\bset(Timeout|Interval|Immediate)\b|\bqueueMicrotask\b/,
    in: 'code',
    where: pure,
    instead: 'return the due time; the processor owns the timers',
    canary: { path: 'packages/consent/src/x.ts', text: 'setTimeout(fire, 10)', fine: 'services/segmenter/src/x.ts' },
  },
  {
    name: 'I/O in a pure package',
    pattern: /\b(from|import)\s*\(?\s*['"](node:(?!crypto|buffer|assert|util)|fs|net|http)|\bfetch\(/,
    in: 'code',
    where: pure,
    instead: 'take the data as an argument',
    canary: {
      path: 'packages/segmentation/src/x.ts',
      text: "import { readFile } from 'node:fs/promises'",
      fine: 'services/embedded/src/x.ts',
    },
  },
  {
    name: 'environment',
    pattern: /\bprocess\.env\b|\benv\b.*from 'node:process'/,
    in: 'code',
    where: (path) => production(path) && path !== 'services/console/build.mjs' && !/\/src\/(.*\/)?config(\.ts|\/)/.test(path),
    instead: 'name the setting in the config.ts of the service and pass the value on',
    canary: {
      path: 'services/ingest/src/app.ts',
      text: "const port = process.env['PORT']",
      fine: 'services/ingest/src/config.ts',
    },
  },
  {
    name: 'console',
    pattern: /\bconsole\.\w/,
    in: 'code',
    where: (path) => production(path) && path !== 'services/embedded/src/print.ts',
    instead: 'the logger of @weir/runtime; the command line prints through services/embedded/src/print.ts',
    canary: { path: 'services/reporting/src/x.ts', text: "console.log('here')", fine: 'services/embedded/src/print.ts' },
  },
  {
    name: 'tests left out',
    pattern: /\b(describe|it|test|suite|bench)(\.\w+)*\.(only|skip|todo|fails|skipIf|runIf)\b|\bctx\.skip\(/,
    in: 'code',
    where: notHere,
    instead: 'a test runs or does not exist; one that cannot run here fails',
    canary: { path: 'packages/state/test/x.test.ts', text: "it.skip('later', () => {})" },
  },
  {
    name: 'any',
    pattern: /\bas any\b|(?<=[\w)\]?]):\s*any\b(?=\s*[,;)=\]}|&\n[])|<any\b|\bany>/,
    in: 'code',
    where: (path) => source(path) && notHere(path),
    instead: 'unknown with a check, or the real type',
    canary: { path: 'services/loader/src/x.ts', text: 'const row = value as any' },
  },
  {
    name: 'type errors silenced',
    pattern: /@ts-(ignore|nocheck|expect-error)/,
    in: 'text',
    where: (path) => source(path) && notHere(path),
    instead: 'make the types true',
    canary: { path: 'tests/e2e/x.ts', text: '// @ts-ignore' },
  },
  {
    name: 'lint silenced without a reason',
    pattern: /(oxlint|eslint)-disable(?!.*--\s*\w{3})/,
    in: 'text',
    where: (path) => source(path) && notHere(path),
    instead: 'fix it, or give the reason: oxlint-disable-next-line rule -- reason',
    canary: { path: 'services/loader/src/x.ts', text: '// oxlint-disable-next-line no-console' },
  },
  {
    name: 'an error swallowed without a reason',
    pattern: SWALLOWED,
    in: 'text',
    where: (path) => production(path) && path.endsWith('.ts') && !/^packages\/(testkit|\w+\/src\/contract)\//.test(path),
    instead: 'count it, log it, or say in a comment beside it why nothing is lost',
    canary: {
      path: 'services/loader/src/x.ts',
      text: 'const before = 1\nawait work().catch(() => undefined)',
      fine: 'services/loader/src/x.test.ts',
    },
  },
  {
    name: 'topic names',
    pattern: /(['"`])weir\.(hits|events|facts|memberships|rejected|optouts|config)\1/,
    in: 'code',
    where: (path) => source(path) && path !== 'packages/contracts/src/topics.ts' && notHere(path),
    instead: 'TOPICS of @weir/contracts',
    canary: { path: 'services/ingest/src/x.ts', text: "log.append('weir.hits', [])", fine: 'packages/contracts/src/topics.ts' },
  },
  {
    name: 'SQL',
    pattern:
      /['"`]\s*(SELECT\s|INSERT INTO\s|CREATE (TABLE|MATERIALIZED|DATABASE|VIEW)|ALTER TABLE\s|DROP (TABLE|DATABASE)|DELETE FROM\s|TRUNCATE\s|OPTIMIZE TABLE|WITH\s[^'"`]*\bSELECT\s)/,
    in: 'code',
    where: (path) =>
      production(path) &&
      !/^(packages\/(warehouse|segmentation)\/|services\/reporting\/src\/(shared\/sql\/|.*[/-]query\.ts$)|services\/modelling\/src\/features\/query\.ts$|services\/loader\/src\/existing-rows\.ts$|services\/segmenter\/src\/backfill\/history\/sql\.ts$)/.test(
        path,
      ),
    instead:
      'query.ts of a feature in services/reporting, its shared/sql, that of services/modelling, or a function of @weir/warehouse (the loader and the segmenter ask their one question themselves)',
    canary: {
      path: 'services/reporting/src/people/route.ts',
      text: 'await db.query(`SELECT 1`)',
      fine: 'services/reporting/src/people/query.ts',
    },
  },
  {
    name: 'paths of one machine',
    pattern: /(?<![\w.\-/])\/(?:work|home|Users|root)\/\w/,
    in: 'text',
    where: notHere,
    instead: 'a path relative to the repository',
    canary: { path: 'README.md', text: 'see /home/ann/weir' },
  },
  {
    name: 'hosts of package registries',
    pattern: /\b(?:registry|npm)\.(?:npmjs|yarnpkg|npmmirror)\.(?:org|com)\b/,
    in: 'text',
    where: notHere,
    instead: 'nothing: which registry is used is the business of the machine',
    canary: { path: '.npmrc', text: ['registry=https://registry', 'npmjs', 'org/'].join('.') },
  },
]

/** Every breach of a rule in a file, with its line. */
export function breaches(rule: Rule, file: { path: string; text: string; code?: string }): string[] {
  const text = rule.in === 'text' ? file.text : file.code
  if (text === undefined || !rule.where(file.path)) return []
  const match = rule.pattern.exec(text)
  if (!match) return []
  const line = text.slice(0, match.index).split('\n').length
  return [`${file.path}:${line} ${rule.name}: "${match[0].trim()}". Instead: ${rule.instead}`]
}
