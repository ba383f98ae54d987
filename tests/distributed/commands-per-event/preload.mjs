// Loaded into a service before its own code (`node --import`): counts what it asks of Kafka, Redis
// and ClickHouse, on the wire. On SIGUSR2 it writes the counts down. Plain JavaScript: it runs in
// the built processes.
import { renameSync, writeFileSync } from 'node:fs'
import { Socket } from 'node:net'
import { Duplex } from 'node:stream'

const { KAFKA_BROKERS = '', REDIS_URL = '', CLICKHOUSE_URL = '', REQUEST_COUNTS_DIR: folder } = process.env
const portsOf = (addresses) =>
  addresses
    .split(',')
    .filter((address) => address !== '')
    .map((address) => Number(new URL(address.includes('://') ? address : `tcp://${address}`).port))
const kafka = new Set(portsOf(KAFKA_BROKERS))
const redis = new Set(portsOf(REDIS_URL))
const clickhouse = new Set(portsOf(CLICKHOUSE_URL))

const counts = { produce: 0, fetch: 0, otherKafka: 0, redisWrites: 0, inserts: 0, otherClickhouse: 0 }

/** A request is written in one piece: its length in 4 bytes, then its kind in 2. */
function countKafka(bytes) {
  const kind = bytes.readInt16BE(4)
  if (kind === 0) counts.produce++
  else if (kind === 1) counts.fetch++
  else counts.otherKafka++
}

function countClickhouse(data) {
  const head = typeof data === 'string' ? data : data.toString('latin1', 0, 2000)
  const [, target] = /^(?:POST|GET) (\S+) HTTP/.exec(head) ?? []
  if (target === undefined) return
  if (/[?&]query=INSERT/i.test(target)) counts.inserts++
  else counts.otherClickhouse++
}

Socket.prototype.write = function write(data, ...rest) {
  const { remotePort } = this
  if (kafka.has(remotePort)) countKafka(data)
  else if (redis.has(remotePort)) counts.redisWrites++
  else if (clickhouse.has(remotePort)) countClickhouse(data)
  return Duplex.prototype.write.call(this, data, ...rest)
}

process.on('SIGUSR2', () => {
  const path = `${folder}/${process.pid}.json`
  writeFileSync(`${path}.new`, JSON.stringify(counts))
  renameSync(`${path}.new`, path)
})
