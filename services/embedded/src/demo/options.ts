import { parseArgs } from 'node:util'
import { UsageError } from '../cli/usage-error.ts'

export interface DemoOptions {
  port: number
  /** As the user wrote it; undefined: the demo's own folder. */
  data: string | undefined
  once: boolean
  /** On Kafka, Redis and ClickHouse, with a process for each service. */
  distributed: boolean
  help: boolean
}

export const DEMO_PORT = 8080

export const DEMO_HELP = `Starts Weir, replays a public order log through its HTTP surface, prints a report, and stays.

Usage: npm run demo [-- options]

  --once        stop after the report
  --distributed on the Kafka, Redis and ClickHouse that the environment names (npm run stack -- up prints it), a process
                for each service, with topics, keys and tables of its own
  --port N      listen on this port (${DEMO_PORT}; 0 takes a free one)
  --data DIR    keep the data here (./data/demo); the folder is emptied at every start
  --help        this text

The orders are the public Superstore sample: 5,009 orders of 793 customers, 2014 to 2017. It comes without advertising, so ad
impressions, plays and clicks are simulated around it, and marked so.`

/** @throws UsageError, or the parser's own error for unknown options. */
export function demoOptions(args: string[]): DemoOptions {
  const { values } = parseArgs({
    args,
    options: {
      once: { type: 'boolean', default: false },
      distributed: { type: 'boolean', default: false },
      port: { type: 'string', default: String(DEMO_PORT) },
      data: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  const port = Number(values.port)
  if (!/^\d+$/.test(values.port) || port > 65_535)
    throw new UsageError(`--port takes a number from 0 to 65535, not "${values.port}"`)
  if (values.data === '') throw new UsageError('--data takes the name of a folder')
  return { port, data: values.data, once: values.once, distributed: values.distributed, help: values.help }
}
