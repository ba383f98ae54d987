import { print } from '../print.ts'
import type { Command } from './command.ts'
import { connect } from './connect.ts'
import { table, whole } from './table.ts'
import { UsageError } from './usage-error.ts'

interface Segment {
  id: string
  name: string
  size: number
  version: number
  status: string
}

export const segmentsCommand: Command = {
  usage: 'segments list',
  help: 'all segments with their sizes',
  options: [['--json', 'everything that is known, as JSON']],
  parse: { json: { type: 'boolean' } },
  async run(args) {
    if (args.positionals.join(' ') !== 'list') throw new UsageError('expected: segments list')
    const answer = await connect(args).json<{ segments: Segment[] }>('GET', '/v1/segments')
    print(args.flags['json'] === true ? JSON.stringify(answer.segments, null, 2) : segmentTable(answer.segments))
    return 0
  },
}

export function segmentTable(segments: readonly Segment[]): string {
  if (segments.length === 0) return 'There are no segments yet.'
  const columns = [
    { head: 'id' },
    { head: 'size', right: true },
    { head: 'version', right: true },
    { head: 'status' },
    { head: 'name' },
  ]
  return table(
    columns,
    segments.map(({ id, size, version, status, name }) => [id, whole(size), String(version), status, name]),
  )
}
