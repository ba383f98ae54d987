import { describe, expect, test } from 'vitest'
import { parseYaml } from './support/infra-yaml.ts'
import { METRICS_PAGE, metricsIn, metricsInCode, metricsPage } from './support/metrics-page.ts'
import { unknownIn, unknownInText } from './support/promql.ts'
import { listPaths, readText } from './tidy/repository.ts'

// Alerts, dashboards and their pages. That the metrics of the code are those of a running process:
// tests/e2e/metrics.e2e.test.ts.

const METRICS = metricsInCode()
const RUNBOOK = readText('docs/runbook.md')
const ALERTS = parseYaml(readText('infra/prometheus/alerts.yml'))
  .at('groups')
  .list()
  .flatMap((group) => group.at('rules').list())

interface Panel {
  type: string
  title: string
  datasource?: { uid: string }
  targets?: { expr: string; legendFormat: string }[]
}

const DASHBOARDS = listPaths('infra/grafana/dashboards').map((path) => ({
  path,
  dashboard: JSON.parse(readText(path)) as { uid: string; title: string; panels: Panel[] },
}))

describe('the page of metrics', () => {
  test('is as `npm run docs:metrics` writes it', () => {
    expect(readText(METRICS_PAGE)).toBe(metricsPage(METRICS))
  })

  test('has every metric that the code names', () => {
    const named = listPaths()
      .filter((path) => /^(packages|services)\/.*\/src\/.*\.ts$/.test(path) && !path.endsWith('.test.ts'))
      .flatMap((path) => [...readText(path).matchAll(/'(weir_[a-z_]+)'/g)].map(([, name]) => name!))
    // The name of a cookie.
    expect(named.filter((name) => name !== 'weir_session' && !METRICS.has(name))).toEqual([])
    expect(METRICS.size).toBeGreaterThan(50)
  })

  test('is read from code of each form', () => {
    const code = `const labels = { labelNames: ['a'], registers }
      new Counter({ name: 'weir_x_total', help: "It's x.", ...labels })
      new Gauge({ name, help, labelNames: ['b', 'c'] })
      standing('weir_y', 'Y.', 'y')`
    const [x, y] = metricsIn('x.ts', code)
    expect(x).toEqual({ name: 'weir_x_total', kind: 'counter', help: "It's x.", labels: ['a'], path: 'x.ts' })
    expect(y).toEqual({ name: 'weir_y', kind: 'gauge', help: 'Y.', labels: ['b', 'c'], path: 'x.ts' })
  })
})

describe('an expression', () => {
  test.each([
    ['weir_nothing > 1', 'there is no metric weir_nothing'],
    ['weir_ingest_request_seconds > 1', 'there is no metric weir_ingest_request_seconds'],
    ['weir_ingest_events_total{code="x"}', 'weir_ingest_events_total has no label code'],
    ['sum by (topic) (weir_outbox_steps)', 'it groups by topic, which no metric of it has'],
    ['summe(weir_outbox_steps)', 'what "summe" is, is not known'],
  ])('%s can be wrong', (expression, fault) => {
    expect(unknownIn(expression, METRICS)).toEqual([fault])
  })

  test('leaves labels to name', () => {
    expect(unknownInText('{{ $labels.step }}', 'max by (step) (weir_outbox_steps)', METRICS)).toEqual([])
    expect(unknownInText('{{instance}}', 'max by (step) (weir_outbox_steps)', METRICS)).toHaveLength(1)
  })
})

describe('alerts', () => {
  test.each(ALERTS.map((alert) => [alert.at('alert').text(), alert] as const))('%s can be read and acted on', (name, alert) => {
    const expression = alert.at('expr').text()
    expect(unknownIn(expression, METRICS)).toEqual([])
    expect(unknownInText(alert.at('annotations', 'summary').text(), expression, METRICS)).toEqual([])
    expect(['page', 'ticket']).toContain(alert.at('labels', 'severity').text())
    expect(alert.at('annotations', 'runbook').text()).toBe(`docs/runbook.md#${name.toLowerCase()}`)
    const [, section = ''] = RUNBOOK.split(`\n## ${name}\n`)
    for (const part of ['Means', 'Check', 'Do']) expect(section.split('\n## ')[0]).toContain(`- **${part}**: `)
  })

  test('are all that the runbook tells of, each once', () => {
    const names = ALERTS.map((alert) => alert.at('alert').text())
    const sections = [...RUNBOOK.matchAll(/^## (\w+)$/gm)].map(([, name]) => name!)
    expect(names.length).toBeGreaterThan(20)
    expect(sections.toSorted()).toEqual(names.toSorted())
    expect(new Set(names).size).toBe(names.length)
    for (const [name] of RUNBOOK.matchAll(/\bWeir[A-Z]\w+\b/g)) expect(names).toContain(name)
  })

  test('and operations name metrics that there are', () => {
    const named = [...`${RUNBOOK}\n${readText('docs/operations.md')}`.matchAll(/\bweir_[a-z_]+/g)].map(([name]) => name)
    expect(named.filter((name) => !METRICS.has(name))).toEqual([])
    expect(named.length).toBeGreaterThan(20)
  })
})

describe('dashboards', () => {
  test('there are three, of different names', () => {
    expect(new Set(DASHBOARDS.map(({ dashboard }) => dashboard.uid)).size).toBe(3)
  })

  test.each(DASHBOARDS)('$path asks for what there is', ({ dashboard }) => {
    const panels = dashboard.panels.filter(({ type }) => type !== 'row')
    expect(panels.length).toBeGreaterThan(5)
    for (const { title, datasource, targets = [] } of panels) {
      expect(targets.length, title).toBeGreaterThan(0)
      expect(datasource?.uid, title).toBe('weir-prometheus')
      for (const { expr, legendFormat } of targets) {
        expect(unknownIn(expr, METRICS), title).toEqual([])
        expect(unknownInText(legendFormat, expr, METRICS), title).toEqual([])
      }
    }
  })

  test('are found by Grafana, and Grafana finds Prometheus', () => {
    const [source] = parseYaml(readText('infra/grafana/provisioning/datasources/weir.yaml')).at('datasources').list()
    expect(source?.at('uid').text()).toBe('weir-prometheus')
    expect(source?.at('url').text()).toBe('http://prometheus:9090')
    const [provider] = parseYaml(readText('infra/grafana/provisioning/dashboards/weir.yaml')).at('providers').list()
    const folder = provider?.at('options', 'path').text() ?? ''
    const compose = readText('docker-compose.yml')
    expect(compose).toContain(`./infra/grafana/dashboards:${folder}:ro`)
    expect(compose).toContain('./infra/prometheus:/etc/prometheus:ro')
  })
})

test('Prometheus scrapes each process where compose has it show its metrics', () => {
  const compose = parseYaml(readText('docker-compose.yml').replaceAll(/\$\{[^{}]*\}/g, 'x'))
  const jobs = parseYaml(readText('infra/prometheus/prometheus.yml')).at('scrape_configs').list()
  const asked = jobs.map((job) => ({
    name: job.at('dns_sd_configs', 0, 'names', 0).text(),
    port: job.at('dns_sd_configs', 0, 'port').text(),
  }))
  const processes = compose
    .at('services')
    .entries()
    .filter(([, service]) => service.at('environment', 'WEIR_METRICS_PORT').is())
    .map(([name, service]) => ({ name, port: service.at('environment', 'WEIR_METRICS_PORT').text() }))
  expect(processes.length).toBe(5)
  expect(asked.toSorted((a, b) => (a.name < b.name ? -1 : 1))).toEqual(processes.toSorted((a, b) => (a.name < b.name ? -1 : 1)))
})
