import { environmentOf } from './infra-compose.ts'
import type { Node } from './infra-yaml.ts'

// What has to hold of docker-compose.yml. Each check takes its data, so that it can be tried on a
// broken copy.

/** An exact version: three numbers, or four of ClickHouse. */
const PINNED = /^[\w./-]+:v?\d+\.\d+\.\d+(\.\d+)?(-[\w.]+)?$/
const WORKDIR = '/weir'

export function servicesOf(compose: Node): [name: string, service: Node][] {
  return compose.at('services').entries()
}

export const isOurs = (service: Node): boolean => service.at('build').is()

export function looseImages(compose: Node): string[] {
  return servicesOf(compose)
    .filter(([, service]) => !PINNED.test(service.at('image').text()))
    .map(([name, service]) => `${name} runs ${service.at('image').text() || 'no image'}: name one exact version`)
}

/**
 * Root, a file system that can be written, a right that was kept, no limit: for every container.
 */
export function soft(compose: Node): string[] {
  return servicesOf(compose).flatMap(([name, service]) => {
    const has = {
      'a user that is not root': /^[1-9]\d*:\d+$/.test(service.at('user').text()),
      read_only: service.at('read_only').value === true,
      'cap_drop ALL':
        service
          .at('cap_drop')
          .list()
          .map((item) => item.text())
          .join() === 'ALL' && !service.at('cap_add').is(),
      'no-new-privileges': service.at('security_opt', 0).text() === 'no-new-privileges:true',
      'a restart policy': service.at('restart').is(),
      limits:
        service.at('deploy', 'resources', 'limits', 'memory').is() && service.at('deploy', 'resources', 'limits', 'cpus').is(),
      'no privileges': !service.at('privileged').is() && !service.at('network_mode').is() && !service.at('pid').is(),
      'a tmpfs': service
        .at('tmpfs')
        .list()
        .some((mount) => mount.text().startsWith('/tmp:')),
    }
    return Object.entries(has)
      .filter(([, yes]) => !yes)
      .map(([what]) => `${name} lacks ${what}`)
  })
}

/** People open it in a browser. */
const PUBLISHED_SERVER = 'grafana'

/**
 * Ports: inside WEIR_PORT, outside each once, and none of a server but Grafana's. The health check
 * asks the same port.
 */
export function portFaults(compose: Node): string[] {
  const outside = new Map<string, string>()
  return servicesOf(compose).flatMap(([name, service]) => {
    const inside = environmentOf(service)['WEIR_PORT']
    const published = service
      .at('ports')
      .list()
      .map((port) => port.text())
    const faults: string[] = []
    if (!isOurs(service) && name !== PUBLISHED_SERVER) return published.length > 0 ? [`${name} is published`] : []
    for (const port of published) {
      const [address, host = '', container] = port.split(':')
      // Embedded is one process instead of the others: the same port, never at the same time.
      const key = `${service.at('profiles', 0).text()} ${host}`
      if (address !== '127.0.0.1') faults.push(`${name} is published on ${address} without being told to`)
      if (isOurs(service) && container !== inside) faults.push(`${name} publishes ${container} and listens on ${inside}`)
      if (outside.has(key)) faults.push(`${name} and ${outside.get(key)} both publish ${host}`)
      outside.set(key, name)
    }
    if (!isOurs(service)) return faults
    const check = service
      .at('healthcheck', 'test')
      .list()
      .map((word) => word.text())
      .join(' ')
    const metrics = environmentOf(service)['WEIR_METRICS_PORT']
    if (metrics === undefined || metrics === inside) faults.push(`${name} shows its metrics on the port that is published`)
    if (!check.includes(`127.0.0.1:${inside}/healthz'`))
      faults.push(`${name} has a health check that does not ask /healthz of ${inside}`)
    return faults
  })
}

/**
 * Volumes, networks, profiles and services that are named and not there, or there and not named.
 */
export function danglingNames(compose: Node, exists: (path: string) => boolean): string[] {
  const declared = (kind: string): string[] =>
    compose
      .at(kind)
      .entries()
      .map(([name]) => name)
  const all = new Map(servicesOf(compose))
  const used = { volumes: new Set<string>(), networks: new Set<string>() }
  const faults = [...all].flatMap(([name, service]) => {
    const found: string[] = []
    for (const volume of service.at('volumes').list()) {
      const source = volume.text().split(':')[0] ?? ''
      if (!source.startsWith('.')) used.volumes.add(source)
      else if (!exists(source)) found.push(`${name} mounts ${source}, which is not there`)
      else if (!volume.text().endsWith(':ro')) found.push(`${name} may write to ${source}`)
    }
    for (const network of service.at('networks').list()) used.networks.add(network.text())
    const profiles = service
      .at('profiles')
      .list()
      .map((profile) => profile.text())
    if (profiles.length === 0) found.push(`${name} has no profile, so it runs with every one`)
    for (const [needed] of service.at('depends_on').entries()) {
      const theirs = all
        .get(needed)
        ?.at('profiles')
        .list()
        .map((profile) => profile.text())
      if (!theirs) found.push(`${name} depends on ${needed}, which is not there`)
      else if (profiles.some((profile) => !theirs.includes(profile)))
        found.push(`${name} runs without ${needed}, on which it depends`)
    }
    return found
  })
  for (const kind of ['volumes', 'networks'] as const) {
    const there = declared(kind)
    faults.push(...[...used[kind]].filter((name) => !there.includes(name)).map((name) => `${kind} lack ${name}`))
    faults.push(...there.filter((name) => !used[kind].has(name)).map((name) => `${kind} have ${name}, which nobody uses`))
  }
  return faults
}

/** Folders that a process writes and that no volume is on: spool, data of embedded, reports. */
export function lostFolders(compose: Node): string[] {
  return servicesOf(compose).flatMap(([name, service]) => {
    const mounted = service
      .at('volumes')
      .list()
      .map((volume) => volume.text().split(':')[1] ?? '')
    const env = environmentOf(service)
    const written = [env['WEIR_SPOOL_DIR'], env['WEIR_DATA'], env['WEIR_REPORTS']].filter((folder) => folder !== undefined)
    return written
      .filter((folder) => !mounted.includes(folder))
      .map((folder) => `${name} writes to ${folder}, which is on no volume`)
  })
}

/**
 * Commands whose program the repository does not have.
 * @param exists of a path of the repository.
 */
export function missingPrograms(commands: readonly (readonly string[])[], exists: (path: string) => boolean): string[] {
  return commands.flatMap(([node, program = '', ...rest]) => {
    const source = program.replace(`${WORKDIR}/`, '').replace(/\/dist\/(.*)\.js$/, '/src/$1.ts')
    return node === 'node' && rest.length === 0 && source.includes('/src/') && exists(source)
      ? []
      : [`${node} ${program} runs nothing`]
  })
}

const SECRET = /([\w-]*(?:PASSWORD|SECRET|ADMIN_KEY|password|admin-key)[\w-]*)['"]?\s*[:=]\s*(.*)$/
const SECRET_IN_URL = /\w+:\/\/[\w-]+:([^$@\s]+)@/

/** Secrets that are written out instead of asked for. @param text of any file. */
export function secretLiterals(path: string, text: string): string[] {
  return text.split('\n').flatMap((written, at) => {
    if (/^\s*(#|--|\/\/)/.test(written)) return []
    // What stands for a variable, one inside the other, is no secret.
    const line = written.replaceAll(/\$\{[^{}]*\}/g, '$x').replaceAll(/\$\{[^{}]*\}/g, '$x')
    const [, name = '', raw = ''] = SECRET.exec(line) ?? []
    const value = raw.trim().replaceAll(/^['"]|['"],?$/g, '')
    const isPlace = name.endsWith('_FILE') && value.startsWith('/run/')
    const isFine = value === '' || value === 'REPLACE' || /^[${<]/.test(value) || isPlace
    return isFine && !SECRET_IN_URL.test(line) ? [] : [`${path}:${at + 1} gives ${name || 'a URL'} a secret`]
  })
}
