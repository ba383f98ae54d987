import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { EMBEDDED_SETTINGS } from '@weir/embedded'
import type { SettingName } from '@weir/runtime'
import { beforeAll, describe, expect, test } from 'vitest'
import {
  danglingNames,
  isOurs,
  looseImages,
  lostFolders,
  missingPrograms,
  portFaults,
  secretLiterals,
  servicesOf,
  soft,
} from './support/infra-checks.ts'
import { environmentOf, readCompose, readEnv, variablesIn } from './support/infra-compose.ts'
import type { Variables } from './support/infra-compose.ts'
import { environmentFaults, settingsOf } from './support/infra-processes.ts'
import { SETTINGS_PAGE, settingsPage } from './support/settings-page.ts'
import type { Node } from './support/infra-yaml.ts'
import { listPaths, readText, ROOT, sourceFiles, textFiles } from './tidy/repository.ts'

// docker-compose.yml, .env.example and the Dockerfile. No container is started here; every check is
// tried on a broken copy first.

const TEXT = readText('docker-compose.yml')
const EXAMPLE = readText('.env.example')
/** .env.example as somebody would fill it in. */
const FILLED: Variables = Object.fromEntries(
  Object.entries(readEnv(EXAMPLE)).map(([name, value]) => {
    const isSecret = value === '' && !name.endsWith('_FILE') && name !== 'WEIR_PREFIX'
    return [name, isSecret ? '0123456789abcdef0123456789abcdef' : value]
  }),
)
const COMPOSE = readCompose(TEXT, FILLED)
const exists = (path: string): boolean => existsSync(join(ROOT, path))

function broken(from: string | RegExp, to: string): Node {
  const text = TEXT.replace(from, to)
  if (text === TEXT) throw new Error(`nothing to break: ${String(from)}`)
  return readCompose(text, FILLED)
}

const names = (profile: string): string[] =>
  servicesOf(COMPOSE)
    .filter(([, service]) =>
      service
        .at('profiles')
        .list()
        .some((one) => one.text() === profile),
    )
    .map(([name]) => name)

describe('compose', () => {
  test('has the three ways to run, and what watches them', () => {
    expect(names('weir').toSorted()).toEqual(
      ['kafka', 'redis', 'clickhouse', 'analysis-views', 'ingest', 'segmenter', 'loader', 'reporting'].toSorted(),
    )
    expect(names('servers')).toEqual(['kafka', 'redis', 'clickhouse'])
    expect(names('embedded')).toEqual(['embedded'])
    expect(names('monitoring')).toEqual(['prometheus', 'grafana'])
    expect(FILLED['COMPOSE_PROFILES']).toBe('weir')
  })

  test('images are pinned, and named once', () => {
    expect(looseImages(COMPOSE)).toEqual([])
    expect(looseImages(broken('apache/kafka:4.1.1', 'apache/kafka:latest'))).toHaveLength(1)
    expect(looseImages(broken('valkey/valkey:8.1.11', 'valkey/valkey:8'))).toHaveLength(1)
    expect(looseImages(broken('apache/kafka:4.1.1', 'apache/kafka'))).toHaveLength(1)
    expect(TEXT.match(/^\s+image: (?!\*)/gm)).toBeNull()
  })

  test('ClickHouse is a build in which readonly cannot be taken off, Kafka the one of the tests', () => {
    const image = (name: string): string => COMPOSE.at('services', name, 'image').text()
    const [, year, month, patch, build] = /:(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(image('clickhouse')) ?? []
    const number = [year, month, patch, build].reduce((sum, part) => sum * 10_000 + Number(part), 0)
    expect(number).toBeGreaterThanOrEqual(26 * 1e12 + 8 * 1e8 + 2 * 1e4 + 2)
    expect(readText('packages/testkit/src/servers/kafka-docker.ts')).toContain(`'${image('kafka')}'`)
  })

  test('containers can do as little as possible', () => {
    expect(soft(COMPOSE)).toEqual([])
    expect(soft(broken('  read_only: true\n', ''))).not.toEqual([])
    expect(soft(broken("user: '101:101'", "user: '0:0'"))).toHaveLength(1)
    expect(soft(broken('cap_drop: [ALL]', 'cap_drop: [NET_RAW]'))).not.toEqual([])
    expect(soft(broken("deploy: { resources: { limits: { cpus: '2', memory: 512m } } }", ''))).toEqual(['ingest lacks limits'])
  })

  test('ports fit inside and outside, and health checks ask them', () => {
    expect(portFaults(COMPOSE)).toEqual([])
    expect(portFaults(broken('}:8081:8080', '}:8080:8080'))).toHaveLength(1)
    expect(portFaults(broken('}:8081:8080', '}:8081:8081'))).toHaveLength(1)
    expect(portFaults(broken('WEIR_PORT: 8080', 'WEIR_PORT: 9090'))).not.toEqual([])
    expect(portFaults(broken('WEIR_METRICS_PORT: 9080', 'WEIR_METRICS_PORT: 8080'))).toHaveLength(5)
    expect(portFaults(broken('/healthz', '/readyz'))).toHaveLength(5)
    expect(portFaults(broken('${WEIR_PUBLISH:-127.0.0.1}:8081', '0.0.0.0:8081'))).toHaveLength(1)
    expect(portFaults(broken('${WEIR_PUBLISH:-127.0.0.1}:3000', '0.0.0.0:3000'))).toHaveLength(1)
    expect(portFaults(broken('networks: [servers]', "networks: [servers]\n    ports: ['9092:9092']"))).toEqual([
      'kafka is published',
    ])
  })

  test('what is named is there, and what is there is used', () => {
    expect(danglingNames(COMPOSE, exists)).toEqual([])
    expect(danglingNames(broken('  ingest-spool:\n', ''), exists)).toHaveLength(1)
    expect(danglingNames(broken('./infra/redis:', './infra/rediss:'), exists)).toHaveLength(1)
    expect(danglingNames(broken('/etc/weir:ro', '/etc/weir'), exists)).toHaveLength(1)
    expect(danglingNames(broken('profiles: [weir, servers]', 'profiles: [servers]'), exists)).not.toEqual([])
  })

  test('what a process writes is kept', () => {
    expect(lostFolders(COMPOSE)).toEqual([])
    expect(lostFolders(broken('WEIR_SPOOL_DIR: /var/lib/weir/spool', 'WEIR_SPOOL_DIR: /tmp/spool'))).toHaveLength(1)
  })

  test('processes have time to stop, and segmenters can be many', () => {
    const STOP_SECONDS = 15
    for (const [name, service] of servicesOf(COMPOSE).filter(([, one]) => isOurs(one))) {
      expect(Number.parseInt(service.at('stop_grace_period').text(), 10), name).toBeGreaterThan(STOP_SECONDS)
      expect(service.at('container_name').is(), name).toBe(false)
    }
    expect(COMPOSE.at('services', 'segmenter', 'ports').is()).toBe(false)
  })

  test('commands run what the repository has', () => {
    const commands = servicesOf(COMPOSE).flatMap(([, one]) =>
      isOurs(one)
        ? [
            one
              .at('command')
              .list()
              .map((word) => word.text()),
          ]
        : [],
    )
    expect(commands).toHaveLength(5)
    expect(missingPrograms(commands, exists)).toEqual([])
    expect(missingPrograms([['node', 'services/ingest/dist/server.js']], exists)).toHaveLength(1)
  })

  test('the paths of probes are routes', () => {
    const code = sourceFiles(textFiles(listPaths('packages/runtime/src')))
      .map((file) => file.code)
      .join('\n')
    for (const path of ['/healthz', '/readyz', '/metrics']) expect(code).toContain(`'${path}'`)
  })
})

describe('the environment', () => {
  const settings = new Map<string, SettingName[]>()
  const ours = servicesOf(COMPOSE).filter(([, service]) => isOurs(service))
  beforeAll(async () => {
    for (const [name] of ours) settings.set(name, await settingsOf(name))
  }, 180_000)
  const faults = (compose: Node, name: string): string[] =>
    environmentFaults(name, settings.get(name) ?? [], environmentOf(compose.at('services', name)))

  test.each(ours.map(([name]) => name))('of %s is what it knows and needs', (name) => {
    expect(faults(COMPOSE, name)).toEqual([])
  })

  test('can be wrong', () => {
    expect(faults(broken('KAFKA_BROKERS: kafka:9092', 'KAFKA_BROKER: kafka:9092'), 'loader')).toHaveLength(2)
    expect(faults(broken('KAFKA_BROKERS: kafka:9092', 'KAFKA_BROKERS: kafka'), 'loader')).toHaveLength(1)
    expect(faults(broken('WEIR_HOST: 0.0.0.0', 'WEIR_HOST: 127.0.0.1'), 'ingest')).toHaveLength(1)
    expect(faults(broken('CLICKHOUSE_USER: reporting', 'CLICKHOUSE_USER: loader'), 'reporting')).toHaveLength(1)
    expect(faults(readCompose(TEXT, { ...FILLED, CLICKHOUSE_LOADER_PASSWORD: '' }), 'loader')).toHaveLength(1)
    expect(faults(readCompose(TEXT, { ...FILLED, WEIR_PARTITIONS: 'many' }), 'segmenter')).toHaveLength(1)
  })

  test('takes secrets from files instead', () => {
    const files = { REDIS_URL: '', REDIS_URL_FILE: '/run/secrets/r', WEIR_ADMIN_KEY: '', WEIR_ADMIN_KEY_FILE: '/run/secrets/k' }
    expect(faults(readCompose(TEXT, { ...FILLED, ...files }), 'reporting')).toEqual([])
    expect(faults(readCompose(TEXT, { ...FILLED, REDIS_URL_FILE: '/run/secrets/r' }), 'reporting')).toEqual([
      'reporting is given REDIS_URL twice',
    ])
  })

  test('is explained by docs/settings.md, which is as `npm run docs:settings` writes it', () => {
    const page = settingsPage(new Map([['one process', EMBEDDED_SETTINGS], ...settings]))
    expect(readText(SETTINGS_PAGE)).toBe(page)
    const [, loader = []] = [...settings].find(([name]) => name === 'loader') ?? []
    expect(settingsPage(new Map([['loader', loader.slice(1)]]))).not.toBe(settingsPage(new Map([['loader', loader]])))
  })

  test('of compose is explained by .env.example, which has nothing else', () => {
    const asked = variablesIn(TEXT)
    expect(asked.filter((name) => !new RegExp(`^(# )?${name}=`, 'm').test(EXAMPLE))).toEqual([])
    expect(Object.keys(readEnv(EXAMPLE)).filter((name) => name !== 'COMPOSE_PROFILES' && !asked.includes(name))).toEqual([])
  })
})

describe('secrets', () => {
  test('are in no file', () => {
    const files = textFiles(listPaths()).filter(({ path }) => /^(infra\/|docker-compose|Dockerfile|\.env)/.test(path))
    expect(files.length).toBeGreaterThan(15)
    expect(files.flatMap(({ path, text }) => secretLiterals(path, text))).toEqual([])
    expect(secretLiterals('x', 'CLICKHOUSE_PASSWORD: hunter2')).toHaveLength(1)
    expect(secretLiterals('x', 'WEIR_ADMIN_KEY=hunter2hunter2hunter2')).toHaveLength(1)
    expect(secretLiterals('x', '  redis-url: redis://weir:hunter2@redis')).toHaveLength(1)
    expect(secretLiterals('x', '  REDIS_PASSWORD: ${REDIS_PASSWORD:-}')).toEqual([])
  })

  test('have a file that git does not take', () => {
    expect(readText('.gitignore').split('\n')).toContain('.env')
    expect(exists('.env') ? readText('.dockerignore').split('\n').includes('**/.env') : true).toBe(true)
  })
})

describe('the Dockerfile', () => {
  const dockerfile = readText('Dockerfile')
    .replaceAll(/^#.*\n/gm, '')
    .replaceAll('\\\n', ' ')
  const ignored = readText('.dockerignore').split('\n')
  const copied = (text: string): string[] =>
    [...text.matchAll(/^COPY (?!--from)(.*) \S+$/gm)].flatMap((match) => (match[1] ?? '').split(' '))

  test('copies what is there and not ignored', () => {
    const sources = copied(dockerfile)
    expect(sources.length).toBeGreaterThan(5)
    expect(sources.filter((path) => !exists(path) || !ignored.includes(`!${path}`))).toEqual([])
    expect(copied('COPY package.json nothing.json ./\n').filter((path) => !exists(path))).toEqual(['nothing.json'])
    expect(ignored.filter((line) => line.startsWith('!') && !sources.includes(line.slice(1)))).toEqual([])
  })

  test('is pinned, runs as nobody special, and gets its signals', () => {
    expect(dockerfile).toMatch(/^ARG NODE_IMAGE=node:20\.\d+\.\d+-\w+-slim$/m)
    expect(dockerfile.match(/^FROM \S+/gm)).toEqual(['FROM ${NODE_IMAGE}', 'FROM ${NODE_IMAGE}'])
    expect(/^USER (.*)$/m.exec(dockerfile)?.[1]).toBe(COMPOSE.at('services', 'ingest', 'user').text())
    const [, command = '[]'] = /^CMD (\[.*\])$/m.exec(dockerfile) ?? []
    expect(missingPrograms([JSON.parse(command) as string[]], exists)).toEqual([])
    expect(dockerfile).not.toMatch(/ENTRYPOINT|--no-frozen-lockfile/)
    expect(dockerfile.match(/install --frozen-lockfile/g)).toHaveLength(2)
  })
})
