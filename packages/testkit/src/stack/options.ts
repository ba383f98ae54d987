import { parseArgs } from 'node:util'
import type { ServerName } from './server.ts'

export const HELP = `Real servers for trying Weir as several processes.

  npm run stack -- up       start what does not run; servers stay until "down"
  npm run stack -- down     end what "up" started; data stays
  npm run stack -- status   say what runs where, and what to tell the processes

  --dir DIR                 where the servers keep their data (./data/stack)
  --kafka-port PORT         9092 unless told
  --redis-port PORT         6379 unless told
  --clickhouse-port PORT    8123 unless told
  --help                    this text

Kafka needs Java 17 or newer and, the first time, Maven (mvn). Redis needs redis-server.
ClickHouse runs in Docker when an engine answers; else chDB stands in, the same engine.
`

export interface StackOptions {
  command: 'up' | 'down' | 'status' | 'help'
  dir: string
  ports: Partial<Record<ServerName, number>>
}

/** @throws Error that says what is wrong with the arguments. */
export function parseStackOptions(args: readonly string[]): StackOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      dir: { type: 'string', default: 'data/stack' },
      'kafka-port': { type: 'string' },
      'redis-port': { type: 'string' },
      'clickhouse-port': { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  const ports: StackOptions['ports'] = {}
  for (const name of ['kafka', 'redis', 'clickhouse'] as const) {
    const given = values[`${name}-port`]
    if (given !== undefined) ports[name] = port(`--${name}-port`, given)
  }
  const [command, ...rest] = values.help ? ['help'] : positionals
  if (!isCommand(command) || rest.length > 0) throw new Error('say one of: up, down, status (or --help)')
  return { command, dir: values.dir, ports }
}

function isCommand(word: string | undefined): word is StackOptions['command'] {
  return word === 'up' || word === 'down' || word === 'status' || word === 'help'
}

function port(name: string, text: string): number {
  const number = Number(text)
  if (!/^\d+$/.test(text) || number < 1 || number > 65_535) throw new Error(`${name} must be a port, 1 to 65535, not ${text}`)
  return number
}
