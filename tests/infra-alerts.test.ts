import { expect, test } from 'vitest'
import { parseYaml } from './support/infra-yaml.ts'
import { readText } from './tidy/repository.ts'

test('alerts name metrics that the code has and the operations page explains', () => {
  const path = 'infra/prometheus/alerts.yml'
  expect(parseYaml(readText(path))).toBeDefined()
  const named = [...readText(path).matchAll(/expr: .*?(weir_\w+)/g)].map(([, name]) => name!)
  expect(named).toContain('weir_retraction_oldest_seconds')
  const code = readText('services/reporting/src/segments/changes/retractions/watch.ts')
  for (const name of named) {
    expect(code, name).toContain(`'${name}'`)
    expect(readText('docs/operations.md'), name).toContain(name)
  }
})
