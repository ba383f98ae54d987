import type { MetricEntry } from './metrics-page.ts'

// What is looked at in expressions of dashboards and alerts: that whatever they name is there.
// Whether Prometheus can read them, `promtool check rules` says.

const FUNCTIONS = new Set('sum max min avg count rate increase deriv histogram_quantile abs'.split(' '))
const WORDS = new Set('by and or unless bool offset'.split(' '))
/** Prometheus puts them on every series. */
const OF_TARGETS = ['job', 'instance']

/** What an expression names that is not there; [] when all of it is. */
export function unknownIn(expression: string, metrics: ReadonlyMap<string, MetricEntry>): string[] {
  const faults: string[] = []
  const labels = new Set(OF_TARGETS)
  const named: MetricEntry[] = []
  const bare = expression.replaceAll(/\[\w+\]/g, ' ').replaceAll(/offset \w+/g, ' ')
  for (const [, name = '', selectors = ''] of bare.matchAll(/\b(weir_\w+|up)\b(\{[^}]*\})?/g)) {
    const metric = name === 'up' ? undefined : findMetric(name, metrics)
    if (metric === 'none') {
      faults.push(`there is no metric ${name}`)
      continue
    }
    if (metric) named.push(metric)
    const own = new Set([...OF_TARGETS, ...(metric?.labels ?? [])])
    for (const [, label = ''] of selectors.matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g))
      if (!own.has(label)) faults.push(`${name} has no label ${label}`)
    if (name.endsWith('_bucket')) labels.add('le')
  }
  for (const { labels: own } of named) for (const label of own) labels.add(label)
  for (const [, list = ''] of bare.matchAll(/\bby \(([^)]*)\)/g))
    for (const label of list.split(',').map((one) => one.trim()))
      if (!labels.has(label)) faults.push(`it groups by ${label}, which no metric of it has`)
  const rest = bare
    .replaceAll(/\b(weir_\w+|up)\b(\{[^}]*\})?/g, ' ')
    .replaceAll(/\bby \([^)]*\)/g, ' ')
    .replaceAll(/"[^"]*"/g, ' ')
  for (const [word] of rest.matchAll(/[a-z_]\w*/gi))
    if (!FUNCTIONS.has(word) && !WORDS.has(word)) faults.push(`what "${word}" is, is not known`)
  return faults
}

/** Labels in `{{label}}` or `{{ $labels.label }}` that the result of an expression has not. */
export function unknownInText(text: string, expression: string, metrics: ReadonlyMap<string, MetricEntry>): string[] {
  const asked = [...text.matchAll(/\{\{\s*(?:\$labels\.)?(\w+)\s*\}\}/g)].map(([, label]) => label!)
  const groups = [...expression.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, list]) => list!.split(',').map((one) => one.trim()))
  const names = [...expression.matchAll(/\bweir_\w+/g)].map(([name]) => findMetric(name, metrics))
  const own = names.flatMap((metric) => (metric === 'none' ? [] : metric.labels))
  const left = new Set(groups.length > 0 ? groups : [...OF_TARGETS, ...own])
  return asked.filter((label) => !left.has(label)).map((label) => `"${text}" names ${label}, which the expression does not leave`)
}

function findMetric(name: string, metrics: ReadonlyMap<string, MetricEntry>): MetricEntry | 'none' {
  const [, whole = name] = /^(.*)_(?:bucket|sum|count)$/.exec(name) ?? []
  const histogram = metrics.get(whole)
  if (whole !== name && histogram?.kind === 'histogram') return histogram
  const metric = metrics.get(name)
  return metric === undefined || metric.kind === 'histogram' ? 'none' : metric
}
