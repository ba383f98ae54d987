import { print } from '../print.ts'
import type { CliCommand } from './command.ts'
import { connect } from './connect.ts'
import { UsageError } from './usage-error.ts'

export const peopleCommand: CliCommand = {
  usage: 'people get TYPE:VALUE',
  help: 'what is known of a person, by any identifier or id of theirs: external_id:123, email:ann@example.com, person:ID ... (JSON)',
  parse: {},
  async run(args) {
    const [verb, key, ...rest] = args.positionals
    if (verb !== 'get' || key === undefined || rest.length > 0) throw new UsageError('expected: people get TYPE:VALUE')
    print(JSON.stringify(await connect(args).json('GET', `/v1/people/${encodeURIComponent(key)}`), null, 2))
    return 0
  },
}
