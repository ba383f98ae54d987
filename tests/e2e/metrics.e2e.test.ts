import { createClock, createLogger, Registry } from '@weir/runtime'
import { expect, test } from 'vitest'
import { hearWitnesses } from '../../packages/runtime/src/clock-witnesses.ts'
import { createSharedRates } from '../../services/ingest/src/accept/shared-rates.ts'
import { createAvailability } from '../../services/ingest/src/spool/availability.ts'
import { spoolMetrics } from '../../services/ingest/src/spool/metrics.ts'
import { startWeir } from '../support/embedded.ts'
import { metricsInCode } from '../support/metrics-page.ts'

/**
 * The metrics that docs/metrics.md lists are those that `/metrics` shows: alerts and dashboards are
 * held against the list (tests/infra-alerts.test.ts).
 */

interface Shown {
  kind: string
  help: string
  /** Label names of each series. */
  series: string[][]
}

/** The text format of Prometheus. */
function read(text: string): Map<string, Shown> {
  const shown = new Map<string, Shown>()
  for (const line of text.split('\n')) {
    const [, what, name = '', rest = ''] = /^# (HELP|TYPE) (\w+) (.*)$/.exec(line) ?? []
    if (what === 'HELP') shown.set(name, { kind: '', help: rest, series: [] })
    else if (what === 'TYPE') shown.get(name)!.kind = rest
    else if (line !== '') {
      const [, full = '', labels = ''] = /^(\w+)(?:\{(.*)\})? \S+$/.exec(line) ?? []
      const metric = shown.get(full) ?? shown.get(full.replace(/_(bucket|sum|count)$/, ''))
      const names = [...labels.matchAll(/(\w+)="/g)].map(([, label]) => label!)
      metric!.series.push(names.filter((label) => label !== 'le'))
    }
  }
  return shown
}

const NOW = Date.UTC(2024, 5, 1, 12)

test('a running process shows what the catalogue says, and no more', async () => {
  const catalogue = metricsInCode()
  await using weir = await startWeir({ WEIR_BACKLOG_MAX: '100000' })
  const { client } = weir
  await client.setClock(NOW)
  await client.put('/v1/sources/shop', { name: 'Shop', kind: 'pixel', consent_basis: 'assumed' })
  await client.put('/v1/segments/buyers', { name: 'Buyers', rule: { event: { name: 'Purchase' }, within: '30d' } })
  const event = { source: 'shop', event: 'Purchase', event_time: NOW / 1000, user: { email: 'ada@example.com' } }
  await client.call('POST', '/v1/events', [
    { ...event, event_id: 'a' },
    { ...event, event_id: 'b', user: { mail: 'x' } },
  ])
  await client.call('POST', '/v1/events', [event], { authorization: 'Bearer wk_nobody' })
  await weir.settled()

  const apart = await shownApart()
  const shown = new Map([...read(await (await fetch(`${weir.url}/metrics`)).text()), ...apart])
  expect([...shown.keys()].toSorted()).toEqual([...catalogue.keys()])
  let series = 0
  for (const [name, { kind, help, series: found }] of shown) {
    const { labels, ...said } = catalogue.get(name)!
    expect({ kind: said.kind, help: said.help }, name).toEqual({ kind, help })
    for (const one of found) expect(one.toSorted(), name).toEqual(labels.toSorted())
    series += found.length
  }
  expect(series).toBeGreaterThan(50)
})

/** What only several processes have, from the functions that make it there. */
async function shownApart(): Promise<Map<string, Shown>> {
  const registry = new Registry()
  const clock = createClock('system')
  const logger = createLogger('test', 'silent')
  const { drained } = spoolMetrics({
    registry,
    clock,
    availability: createAvailability(logger, () => undefined),
    store: undefined,
    waitingBytes: () => 0,
  })
  drained(1)
  createSharedRates({ shared: { charge: () => Promise.reject(new Error('nobody asks')) }, logger, registry })
  const witnesses = hearWitnesses({ clock, witnesses: [{ name: 'other', now: async () => clock.now() }], logger, registry })
  await witnesses.heard(1_000)
  const text = await registry.metrics()
  witnesses.close()
  return read(text)
}
