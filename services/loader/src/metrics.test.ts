import { Registry } from '@weir/runtime'
import { expect, test } from 'vitest'
import { loaderMetrics } from './metrics.ts'

test('tells what is loaded, what is refused, whether the warehouse is away, and how long the oldest row waits', async () => {
  const registry = new Registry()
  const metrics = loaderMetrics(registry)
  const closing = new AbortController()
  metrics.loaded('facts', 3)
  metrics.loaded('facts', 4)
  metrics.poison('facts')
  metrics.away('facts', true)
  metrics.watch('facts', () => 250, closing.signal)
  const unwatch = metrics.watch('facts', () => 1_500, closing.signal)
  const text = await registry.metrics()
  expect(text).toContain('weir_loader_rows_total{table="facts"} 7')
  expect(text).toContain('weir_loader_poison_rows_total{table="facts"} 1')
  expect(text).toContain('weir_loader_warehouse_away{table="facts"} 1')
  expect(text).toContain('weir_loader_oldest_row_seconds{table="facts"} 1.5')
  unwatch()
  expect(await registry.metrics()).toContain('weir_loader_oldest_row_seconds{table="facts"} 0.25')
  closing.abort()
  expect(await registry.metrics()).not.toContain('weir_loader_oldest_row_seconds{')
})

test('a loader that is started again counts on', async () => {
  const registry = new Registry()
  loaderMetrics(registry).loaded('facts', 1)
  loaderMetrics(registry).loaded('facts', 1)
  expect(await registry.metrics()).toContain('weir_loader_rows_total{table="facts"} 2')
  loaderMetrics(undefined).loaded('facts', 1)
})
