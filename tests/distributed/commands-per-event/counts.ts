import { readFile, rm } from 'node:fs/promises'
import { eventually } from '@weir/testkit'
import { Redis } from 'ioredis'
import type { Deployment, DeploymentSettings, ServiceName } from '../../support/deployment.ts'
import { SERVICES } from '../../support/deployment.ts'

/** What the services have asked of their engines so far. */
export interface Counts {
  /** Requests to Kafka that append, that fetch, and all others (heartbeats, offsets, metadata). */
  produce: number
  fetch: number
  otherKafka: number
  /** Pieces written to Redis by the services: at most as many as there were round trips. */
  redisWrites: number
  /** Commands that Redis has run, for whomever, and also those inside of scripts. */
  redisCommands: number
  /** Statements to ClickHouse. */
  inserts: number
  otherClickhouse: number
}

type Written = Omit<Counts, 'redisCommands'>

/**
 * Settings under which the processes of a deployment count.
 * @param folder where they write it down.
 */
export function countingSettings(folder: string): DeploymentSettings {
  return { NODE_OPTIONS: `--import=${new URL('preload.mjs', import.meta.url).href}`, REQUEST_COUNTS_DIR: folder }
}

/**
 * All of a deployment's services together.
 * @param names those that were started and have not been killed since.
 */
export async function countsOf(
  weir: Pick<Deployment, 'service'>,
  redisUrl: string,
  folder: string,
  names: readonly ServiceName[] = SERVICES,
): Promise<Counts> {
  const redisCommands = await commandsOf(redisUrl)
  const all = await Promise.all(names.map((name) => writtenBy(weir.service(name).process().pid, folder)))
  const sum = (pick: (one: Written) => number): number => all.reduce((total, one) => total + pick(one), 0)
  return {
    redisCommands,
    produce: sum((one) => one.produce),
    fetch: sum((one) => one.fetch),
    otherKafka: sum((one) => one.otherKafka),
    redisWrites: sum((one) => one.redisWrites),
    inserts: sum((one) => one.inserts),
    otherClickhouse: sum((one) => one.otherClickhouse),
  }
}

/** What was asked between two counts, per event. */
export function perEvent(before: Counts, after: Counts, events: number): Counts {
  const names = Object.keys(after) as (keyof Counts)[]
  return Object.fromEntries(names.map((name) => [name, (after[name] - before[name]) / events])) as unknown as Counts
}

async function writtenBy(pid: number, folder: string): Promise<Written> {
  const path = `${folder}/${pid}.json`
  await rm(path, { force: true })
  process.kill(pid, 'SIGUSR2')
  return eventually(async () => JSON.parse(await readFile(path, 'utf8')) as Written)
}

async function commandsOf(url: string): Promise<number> {
  const redis = new Redis(url, { protocol: 2 })
  try {
    const report = await redis.info('commandstats')
    return [...report.matchAll(/^cmdstat_(\S+?):calls=(\d+)/gm)].reduce((sum, [, , calls]) => sum + Number(calls), 0)
  } finally {
    redis.disconnect()
  }
}
