import { isTest, listPaths, sourceFiles, textFiles } from '../tidy/repository.ts'

// The page of docs/ that lists all metrics, read from the code that makes them.

export const METRICS_PAGE = 'docs/metrics.md'

export type MetricKind = 'counter' | 'gauge' | 'histogram'

/** A metric as the code makes it. */
export interface MetricEntry {
  name: string
  kind: MetricKind
  help: string
  labels: readonly string[]
  /** The source file. */
  path: string
}

/** Which processes show what a shared package makes. */
const SHARED: Readonly<Record<string, string>> = {
  weir_consumer_lag_records: 'segmenter, loader, activation',
  weir_records_put_aside_total: 'all',
  weir_clock_off_seconds: 'ingest, segmenter, reporting',
  weir_clock_in_doubt: 'ingest, segmenter, reporting',
  weir_log_time_ahead_seconds: 'ingest, segmenter, reporting',
}

const MADE = /new (Counter|Gauge|Histogram)(?:<[^>]*>)?\(\{/g
const TEXT = `(?:'([^'\\n]*)'|"([^"\\n]*)")`

/** All metrics of packages and services, by name. */
export function metricsInCode(): Map<string, MetricEntry> {
  const files = sourceFiles(textFiles(listPaths().filter((path) => /^(packages|services)\/.*\.ts$/.test(path) && !isTest(path))))
  const found = files.flatMap(({ path, code }) => metricsIn(path, code))
  return new Map(found.toSorted((a, b) => (a.name < b.name ? -1 : 1)).map((entry) => [entry.name, entry]))
}

/**
 * The metrics that a file makes: with a name of its own, or by a function of the file that is given
 * name and help.
 */
export function metricsIn(path: string, code: string): MetricEntry[] {
  return [...code.matchAll(MADE)].flatMap((match) => {
    const kind = match[1]!.toLowerCase() as MetricKind
    const made = braced(code, match.index + match[0].length - 1)
    const labels = labelsIn(made.includes('...labels') ? `${made} ${declared(code)}` : made)
    const [own] = pairs(made, `name: ${TEXT},\\s*help:\\s*${TEXT}`)
    const named = own ? [own] : pairs(code, `\\w+\\(\\s*${TEXT},\\s*${TEXT}`)
    return named.map(([name, help]) => ({ name, kind, help, labels, path }))
  })
}

function pairs(code: string, pattern: string): [name: string, help: string][] {
  return [...code.matchAll(new RegExp(pattern, 'g'))]
    .map(([, a, b, c, d]): [string, string] => [a ?? b ?? '', c ?? d ?? ''])
    .filter(([name]) => name.startsWith('weir_'))
}

function labelsIn(text: string): string[] {
  const list = /labelNames: \[([^\]]*)\]/.exec(text)?.[1] ?? ''
  return [...list.matchAll(/'(\w+)'/g)].map(([, name]) => name!)
}

function declared(code: string): string {
  return /const labels = \{[^}]*\}/.exec(code)?.[0] ?? ''
}

/** From a brace to the one that closes it. */
function braced(code: string, from: number): string {
  let depth = 0
  for (let at = from; at < code.length; at++) {
    if (code[at] === '{') depth++
    else if (code[at] === '}' && --depth === 0) return code.slice(from, at + 1)
  }
  throw new Error('a brace has no end')
}

/** The page as it has to be. */
export function metricsPage(metrics: ReadonlyMap<string, MetricEntry>): string {
  const rows = [...metrics.values()].map(
    ({ name, kind, labels, help, path }) =>
      `| \`${name}\` | ${kind} | ${labels.map((label) => `\`${label}\``).join(', ')} | ${unitIn(name, help)} | ${ofWhom(name, path)} | ${help} |`,
  )
  return `# Metrics

This page is generated from the code by \`npm run docs:metrics\`; a test fails when it is out of date. \`/metrics\` has them in the text format of Prometheus ([operations](operations.md#health-and-metrics)). One process shows those of all services. [runbook.md](runbook.md) has the alerts, infra/grafana/dashboards the dashboards.

A histogram has the series \`_bucket\` (with the label \`le\`), \`_sum\` and \`_count\`. A series with labels appears with its first event.

| metric | type | labels | unit | of | meaning |
|---|---|---|---|---|---|
${rows.join('\n')}
`
}

function unitIn(name: string, help: string): string {
  if (/^1 (while|from)/.test(help)) return '0 or 1'
  const [, unit] = /_(seconds|ms|bytes|records|rows|days|events|requests)(?:_waiting)?(?:_total)?$/.exec(name) ?? []
  return unit ?? 'number'
}

function ofWhom(name: string, path: string): string {
  const shared = SHARED[name]
  if (shared !== undefined) return shared
  const [, service] = /^services\/(\w+)\//.exec(path) ?? []
  if (service === undefined) throw new Error(`tests/support/metrics-page.ts does not say which processes have ${name}`)
  return service === 'embedded' ? 'one process' : service
}
