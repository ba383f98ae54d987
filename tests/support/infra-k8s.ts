import { run } from '@weir/testkit'
import { readText, ROOT } from '../tidy/repository.ts'
import { nodeOf, parseYaml, parseYamls } from './infra-yaml.ts'
import type { Node } from './infra-yaml.ts'

const BASE = 'infra/k8s/base'

/**
 * The base as kustomize would put it together, as far as our files go: one patch for every
 * workload.
 */
export function readBase(read: (path: string) => string = readText): Node[] {
  const kustomization = parseYaml(read(`${BASE}/kustomization.yaml`))
  const resources = kustomization
    .at('resources')
    .list()
    .flatMap((file) => parseYamls(read(`${BASE}/${file.text()}`)))
  const patches = kustomization
    .at('patches')
    .list()
    .map((patch) => ({
      target: patch.at('target'),
      spec: parseYaml(read(`${BASE}/${patch.at('path').text()}`)).at('spec').value,
    }))
  const tag = kustomization.at('images', 0, 'newTag').text()
  return resources.map((resource) => {
    if (!isWorkload(resource)) return resource
    const spec = patches
      .filter(({ target }) => new RegExp(`^${target.at('kind').text()}$`).test(resource.at('kind').text()))
      .filter(({ target }) => !target.at('name').is() || target.at('name').text() === nameOf(resource))
      .reduce((own, patch) => merge(own, patch.spec), resource.at('spec').value)
    const merged = nodeOf({ ...(resource.value as object), spec })
    const container = containerOf(merged).value as Record<string, unknown>
    container['image'] = `${String(container['image'])}:${tag}`
    return merged
  })
}

/**
 * Maps key by key, lists of named things by name, other lists one behind the other; of two values
 * that of the patch.
 */
function merge(own: unknown, patch: unknown): unknown {
  if (Array.isArray(own) && Array.isArray(patch)) {
    const keyOf = (item: unknown): string => nodeOf(item).at('mountPath').text() || nodeOf(item).at('name').text()
    const merged = own.map((item: unknown) =>
      merge(
        item,
        patch.find((other) => keyOf(other) === keyOf(item)),
      ),
    )
    return [
      ...merged,
      ...patch
        .filter((item) => !own.some((other) => keyOf(other) === keyOf(item)))
        .map((item) => structuredClone(item) as unknown),
    ]
  }
  if (!isMap(own) || !isMap(patch)) return patch === undefined ? own : structuredClone(patch)
  return Object.fromEntries(
    [...new Set([...Object.keys(own), ...Object.keys(patch)])].map((key) => [key, merge(own[key], patch[key])]),
  )
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * What kustomize itself makes of a folder; undefined where there is no kubectl.
 * @throws Error when it refuses.
 */
export async function kustomize(folder: string): Promise<Node[] | undefined> {
  const tool = await run('kubectl', ['kustomize', folder], { cwd: ROOT }).catch(() => undefined)
  if (!tool) return undefined
  await using kubectl = tool
  const { code } = await kubectl.ended
  if (code !== 0) throw new Error(`kubectl kustomize ${folder}: ${kubectl.stderr()}`)
  return parseYamls(kubectl.stdout())
}

export const isWorkload = (resource: Node): boolean => ['Deployment', 'StatefulSet'].includes(resource.at('kind').text())
export const nameOf = (resource: Node): string => resource.at('metadata', 'name').text()
export const containerOf = (workload: Node): Node => workload.at('spec', 'template', 'spec', 'containers', 0)
export const ofKind = (all: readonly Node[], kind: string): Node[] =>
  all.filter((resource) => resource.at('kind').text() === kind)

/** What a container is given: its ConfigMaps, then its own. */
export function podEnvironment(workload: Node, all: readonly Node[]): Record<string, string> {
  const container = containerOf(workload)
  const maps = container
    .at('envFrom')
    .list()
    .flatMap((source) => {
      const name = source.at('configMapRef', 'name').text()
      const map = ofKind(all, 'ConfigMap').find((found) => nameOf(found) === name)
      return map ? map.at('data').entries() : [[`NO_CONFIG_MAP_${name}`, source] as [string, Node]]
    })
  const own = container
    .at('env')
    .list()
    .map((entry): [string, Node] => [entry.at('name').text(), entry.at('value')])
  return Object.fromEntries([...maps, ...own].map(([name, value]) => [name, value.text()]))
}
