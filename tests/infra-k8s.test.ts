import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { SettingName } from '@weir/runtime'
import { beforeAll, describe, expect, test } from 'vitest'
import { missingPrograms } from './support/infra-checks.ts'
import { environmentOf, readCompose, readEnv } from './support/infra-compose.ts'
import { danglingResources, metricsFaults, podFaults } from './support/infra-k8s-checks.ts'
import { containerOf, isWorkload, kustomize, nameOf, ofKind, podEnvironment, readBase } from './support/infra-k8s.ts'
import { environmentFaults, PROCESSES, settingsOf } from './support/infra-processes.ts'
import { parseYaml } from './support/infra-yaml.ts'
import type { Node } from './support/infra-yaml.ts'
import { readText, ROOT } from './tidy/repository.ts'

// infra/k8s: the base as our files say it, and base and example as kustomize makes them, where
// there is a kubectl.

const BASE = readBase()
const OVERLAY = 'infra/k8s/overlays/example'
const SECRET_KEYS = parseYaml(readText(`${OVERLAY}/secrets.yaml`))
  .at('stringData')
  .entries()
  .map(([name]) => name)
const COMPOSE = readCompose(readText('docker-compose.yml'), readEnv(readText('.env.example')))

/** The base with one change in one of its files. */
function broken(file: string, from: string, to: string): Node[] {
  return readBase((path) => {
    const text = readText(path)
    if (!path.endsWith(`/${file}`)) return text
    if (!text.includes(from)) throw new Error(`nothing to break: ${from}`)
    return text.replace(from, to)
  })
}

const workload = (all: readonly Node[], name: string): Node => all.filter(isWorkload).find((found) => nameOf(found) === name)!

describe('the base', () => {
  test('has the four processes', () => {
    expect(BASE.filter(isWorkload).map(nameOf).toSorted()).toEqual(PROCESSES.toSorted())
    const commands = BASE.filter(isWorkload).map((one) =>
      containerOf(one)
        .at('command')
        .list()
        .map((word) => word.text()),
    )
    expect(missingPrograms(commands, (path) => existsSync(join(ROOT, path)))).toEqual([])
  })

  test('has pods that can do as little as possible and are looked after', () => {
    expect(podFaults(BASE)).toEqual([])
    expect(podFaults(broken('every-process.yaml', 'readOnlyRootFilesystem: true', 'readOnlyRootFilesystem: false'))).toHaveLength(
      4,
    )
    expect(podFaults(broken('every-process.yaml', 'runAsNonRoot: true', 'runAsNonRoot: false'))).toHaveLength(4)
    expect(podFaults(broken('every-process.yaml', 'path: /readyz', 'path: /ready'))).toHaveLength(3)
    expect(podFaults(broken('ingest-ready.yaml', 'path: /healthz', 'path: /readyz'))).toHaveLength(1)
    expect(podFaults(broken('every-process.yaml', 'GracePeriodSeconds: 45', 'GracePeriodSeconds: 20'))).toHaveLength(4)
    expect(podFaults(broken('settings.yaml', "WEIR_PORT: '8080'", "WEIR_PORT: '8081'"))).toHaveLength(4)
    expect(podFaults(broken('settings.yaml', "WEIR_METRICS_PORT: '9080'", "WEIR_METRICS_PORT: '9090'"))).toHaveLength(4)
    expect(podFaults(broken('every-process.yaml', "prometheus.io/port: '9080'", "prometheus.io/port: '8080'"))).toHaveLength(4)
    expect(podFaults(broken('kustomization.yaml', 'newTag: 0.1.0', 'newTag: latest'))).toHaveLength(4)
    expect(podFaults(broken('loader.yaml', 'limits: { memory: 1Gi }', 'limits: {}'))).toEqual(['loader lacks a limit of memory'])
  })

  test('shows its metrics to those who watch only', () => {
    expect(metricsFaults(BASE)).toEqual([])
    expect(metricsFaults(broken('network.yaml', 'ports: [{ port: metrics }]', 'ports: [{ port: http }]'))).toHaveLength(1)
    expect(metricsFaults(broken('network.yaml', 'ingress: [{ ports: [{ port: http }] }]', 'ingress: [{}]'))).toHaveLength(1)
    expect(metricsFaults(broken('reporting.yaml', 'targetPort: http', 'targetPort: metrics'))).toHaveLength(1)
  })

  test('names nothing that is not there', () => {
    expect(danglingResources(BASE, SECRET_KEYS)).toEqual([])
    expect(danglingResources(BASE, SECRET_KEYS.slice(1))).toHaveLength(1)
    expect(danglingResources(broken('ingest.yaml', "value: '8000000000'", "value: '11000000000'"), SECRET_KEYS)).toHaveLength(1)
    expect(
      danglingResources(broken('reporting.yaml', 'value: /run/secrets/weir/admin-key', 'value: /run/x'), SECRET_KEYS),
    ).toHaveLength(2)
    expect(
      danglingResources(broken('ingest.yaml', 'metadata: { name: spool }', 'metadata: { name: spol }'), SECRET_KEYS),
    ).toHaveLength(2)
    const service = 'name: reporting\nspec:\n  selector: { app.kubernetes.io/name: reporting }'
    expect(
      danglingResources(broken('reporting.yaml', service, service.replace('name: reporting }', 'name: report }')), SECRET_KEYS),
    ).toHaveLength(1)
  })

  test('keeps the hits that only one pod has', () => {
    const ingest = workload(BASE, 'ingest')
    expect(ingest.at('kind').text()).toBe('StatefulSet')
    expect(ingest.at('spec', 'persistentVolumeClaimRetentionPolicy').value).toEqual({
      whenDeleted: 'Retain',
      whenScaled: 'Retain',
    })
    const mounts = containerOf(ingest)
      .at('volumeMounts')
      .list()
      .map((mount) => mount.at('mountPath').text())
    expect(mounts).toContain(podEnvironment(ingest, BASE)['WEIR_SPOOL_DIR'])
  })
})

describe('the environment', () => {
  const settings = new Map<string, SettingName[]>()
  beforeAll(async () => {
    for (const name of PROCESSES) settings.set(name, await settingsOf(name))
  }, 180_000)
  const faults = (all: readonly Node[], name: string): string[] =>
    environmentFaults(name, settings.get(name) ?? [], podEnvironment(workload(all, name), all))

  test.each(PROCESSES)('of %s is what it knows and needs, and what compose gives it', (name) => {
    expect(faults(BASE, name)).toEqual([])
    const plain = (env: Record<string, string>): string[] =>
      [...new Set(Object.keys(env).map((key) => key.replace(/_FILE$/, '')))].toSorted()
    const service = COMPOSE.at('services', name)
    expect(plain(podEnvironment(workload(BASE, name), BASE))).toEqual(plain(environmentOf(service)))
    const container = containerOf(workload(BASE, name))
    expect(container.at('image').text()).toBe(service.at('image').text())
    expect(container.at('command').value).toEqual(service.at('command').value)
  })

  test('can be wrong', () => {
    expect(faults(broken('settings.yaml', 'KAFKA_BROKERS', 'KAFKA_BROKER'), 'loader')).toHaveLength(2)
    expect(faults(broken('loader.yaml', 'value: loader', 'value: reporting'), 'loader')).toHaveLength(1)
    expect(faults(broken('segmenter.yaml', '- configMapRef: { name: weir-warehouse }', ''), 'segmenter')).toHaveLength(2)
  })
})

describe('kustomize', () => {
  test('makes the same of the base, and a deployment of the example', async () => {
    // Where there is no kubectl, our own reading of the files above has to do.
    const base = (await kustomize('infra/k8s/base')) ?? BASE
    const example = (await kustomize(OVERLAY)) ?? BASE
    for (const all of [base, example]) {
      expect(podFaults(all)).toEqual([])
      expect(danglingResources(all, SECRET_KEYS)).toEqual([])
    }
    for (const name of PROCESSES) {
      expect(podEnvironment(workload(base, name), base)).toEqual(podEnvironment(workload(BASE, name), BASE))
      expect(containerOf(workload(base, name)).at('image').value).toEqual(containerOf(workload(BASE, name)).at('image').value)
    }
    expect(ofKind(example, 'NetworkPolicy').length).toBeGreaterThan(1)
  })

  test('refuses what is wrong', async () => {
    const answer = await kustomize('infra/k8s').then(
      (all) => (all === undefined ? 'no kubectl' : 'allowed'),
      () => 'refused',
    )
    expect(['refused', 'no kubectl']).toContain(answer)
  })

  test('the example gives values to what it should, and no secret', () => {
    const secret = parseYaml(readText(`${OVERLAY}/secrets.yaml`))
      .at('stringData')
      .entries()
    expect([...new Set(secret.map(([, value]) => value.text()))]).toEqual(['REPLACE'])
    const maps = readText(`${OVERLAY}/settings.yaml`)
    for (const [name] of ofKind(BASE, 'ConfigMap').flatMap((map) =>
      map
        .at('data')
        .entries()
        .filter(([key]) => /BROKERS|_URL/.test(key)),
    ))
      expect(maps).toContain(name)
  })
})
