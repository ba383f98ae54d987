import { containerOf, isWorkload, nameOf, ofKind, podEnvironment } from './infra-k8s.ts'
import type { Node } from './infra-yaml.ts'

// What has to hold of the resources in infra/k8s. Each check takes its data, so that it can be
// tried on a broken copy.

const STOP_SECONDS = 15

/**
 * A pod that could do more than it has to, or that is stopped, started or looked at in the wrong
 * way.
 */
export function podFaults(all: readonly Node[]): string[] {
  return all.filter(isWorkload).flatMap((workload) => {
    const pod = workload.at('spec', 'template', 'spec')
    const container = containerOf(workload)
    const port = container.at('ports', 0)
    const probe = (kind: string): string =>
      `${container.at(kind, 'httpGet', 'path').text()} ${container.at(kind, 'httpGet', 'port').text()}`
    const preStop = Number(container.at('lifecycle', 'preStop', 'exec', 'command', 1).text())
    const has = {
      'one container': pod.at('containers').list().length === 1,
      'a user that is not root':
        pod.at('securityContext', 'runAsNonRoot').value === true && Number(pod.at('securityContext', 'runAsUser').text()) > 0,
      'a seccomp profile': pod.at('securityContext', 'seccompProfile', 'type').text() === 'RuntimeDefault',
      'no token of Kubernetes': pod.at('automountServiceAccountToken').value === false,
      'a root file system that cannot be written': container.at('securityContext', 'readOnlyRootFilesystem').value === true,
      'no way to more rights': container.at('securityContext', 'allowPrivilegeEscalation').value === false,
      'no capabilities': container.at('securityContext', 'capabilities', 'drop', 0).text() === 'ALL',
      'liveness on /healthz': probe('livenessProbe') === `/healthz ${port.at('name').text()}`,
      'startup on /healthz': probe('startupProbe') === `/healthz ${port.at('name').text()}`,
      'the readiness that it should have':
        probe('readinessProbe') === `${readinessOf(nameOf(workload))} ${port.at('name').text()}`,
      'a pause before it stops, and time to stop':
        preStop > 0 && Number(pod.at('terminationGracePeriodSeconds').text()) > preStop + STOP_SECONDS,
      'a limit of memory':
        container.at('resources', 'limits', 'memory').is() && container.at('resources', 'requests', 'cpu').is(),
      'an exact image': /:\d+\.\d+\.\d+$/.test(container.at('image').text()),
      'its port as WEIR_PORT': podEnvironment(workload, all)['WEIR_PORT'] === port.at('containerPort').text(),
      'a port of its own for metrics, as WEIR_METRICS_PORT, which Prometheus is told': isMetricsPort(workload, all),
      'a budget for disruptions': ofKind(all, 'PodDisruptionBudget').some((budget) =>
        selects(budget.at('spec', 'selector', 'matchLabels'), workload),
      ),
    }
    return Object.entries(has)
      .filter(([, yes]) => !yes)
      .map(([what]) => `${nameOf(workload)} lacks ${what}`)
  })
}

function isMetricsPort(workload: Node, all: readonly Node[]): boolean {
  const ports = containerOf(workload).at('ports')
  const [service, metrics] = [ports.at(0, 'containerPort').text(), ports.at(1, 'containerPort').text()]
  const told = workload.at('spec', 'template', 'metadata', 'annotations', 'prometheus.io/port').text()
  const set = podEnvironment(workload, all)['WEIR_METRICS_PORT']
  return ports.at(1, 'name').text() === 'metrics' && metrics !== service && metrics === set && metrics === told
}

/**
 * Who may reach the metrics: namespaces that are named, and nobody else through a Service or
 * another policy.
 */
export function metricsFaults(all: readonly Node[]): string[] {
  const services = ofKind(all, 'Service').filter((service) =>
    service
      .at('spec', 'ports')
      .list()
      .some((port) => port.at('targetPort').text() !== 'http'),
  )
  const open = ofKind(all, 'NetworkPolicy').flatMap((policy) =>
    policy
      .at('spec', 'ingress')
      .list()
      .filter((rule) => {
        const ports = rule.at('ports').list()
        const isLimited = rule.at('from', 0, 'namespaceSelector', 'matchLabels').is()
        return ports.length === 0 || (ports.some((port) => port.at('port').text() !== 'http') && !isLimited)
      })
      .map(() => `the policy ${nameOf(policy)} opens the metrics to anybody`),
  )
  const scraped = ofKind(all, 'NetworkPolicy').some((policy) =>
    policy
      .at('spec', 'ingress')
      .list()
      .some((rule) => rule.at('ports', 0, 'port').text() === 'metrics'),
  )
  return [
    ...services.map((service) => `the service ${nameOf(service)} leads to more than http`),
    ...open,
    ...(scraped ? [] : ['no policy lets anybody scrape']),
  ]
}

/** Ingest takes hits while Kafka is away and /readyz is red: see ingest-ready.yaml. */
function readinessOf(name: string): string {
  return name === 'ingest' ? '/healthz' : '/readyz'
}

function selects(labels: Node, workload: Node): boolean {
  const own = workload.at('spec', 'template', 'metadata', 'labels')
  return labels.is() && labels.entries().every(([name, value]) => own.at(name).text() === value.text())
}

/**
 * Mounts without a volume, secrets without a key, selectors that select nobody, a claim that is
 * smaller than the spool.
 */
export function danglingResources(all: readonly Node[], secretKeys: readonly string[]): string[] {
  const workloads = all.filter(isWorkload)
  const faults = workloads.flatMap((workload) => {
    const pod = workload.at('spec', 'template', 'spec')
    const claims = workload.at('spec', 'volumeClaimTemplates').list()
    const volumes = [
      ...pod
        .at('volumes')
        .list()
        .map((volume) => volume.at('name').text()),
      ...claims.map(nameOf),
    ]
    const mounts = containerOf(workload).at('volumeMounts').list()
    const items = pod
      .at('volumes')
      .list()
      .flatMap((volume) => volume.at('secret', 'items').list())
    const env = podEnvironment(workload, all)
    const files = Object.entries(env).filter(([name]) => name.endsWith('_FILE'))
    const places = mounts.flatMap((mount) =>
      mount.at('name').text() === 'secrets'
        ? items.map((item) => `${mount.at('mountPath').text()}/${item.at('path').text()}`)
        : [],
    )
    const bytesMax = Number(env['WEIR_SPOOL_BYTES_MAX'] ?? 0)
    const room = Math.max(
      0,
      ...claims.map((claim) => 2 ** 30 * Number.parseInt(claim.at('spec', 'resources', 'requests', 'storage').text(), 10)),
    )
    const name = nameOf(workload)
    return [
      ...mounts
        .filter((mount) => !volumes.includes(mount.at('name').text()))
        .map((mount) => `${name} mounts ${mount.at('name').text()}, which is no volume`),
      ...volumes
        .filter((volume) => !mounts.some((mount) => mount.at('name').text() === volume))
        .map((volume) => `${name} does not mount ${volume}`),
      ...items
        .filter((item) => !secretKeys.includes(item.at('key').text()))
        .map((item) => `${name} wants ${item.at('key').text()}, which is in no secret`),
      ...files
        .filter(([, place]) => !places.includes(place))
        .map(([variable, place]) => `${name} looks for ${variable} at ${place}, where nothing is`),
      ...places
        .filter((place) => !files.some(([, found]) => found === place))
        .map((place) => `${name} has a secret at ${place} that it does not use`),
      ...(bytesMax > 0 && bytesMax >= room ? [`${name} may spool more than its volume holds`] : []),
      ...(selects(workload.at('spec', 'selector', 'matchLabels'), workload) ? [] : [`${name} does not select its own pods`]),
    ]
  })
  for (const service of ofKind(all, 'Service')) {
    const target = workloads.find((workload) => selects(service.at('spec', 'selector'), workload))
    const port = service.at('spec', 'ports', 0, 'targetPort').text()
    if (!target) faults.push(`the service ${nameOf(service)} selects nobody`)
    else if (containerOf(target).at('ports', 0, 'name').text() !== port)
      faults.push(`the service ${nameOf(service)} goes to no port`)
  }
  return faults
}
