import { print } from '../print.ts'
import type { CliCommand } from './command.ts'
import { connect } from './connect.ts'
import { whole } from './table.ts'
import { UsageError } from './usage-error.ts'

/** The answer of `GET /v1/consent/verify`. */
interface Verified {
  intact: boolean
  complete: boolean
  records: number
  chains: { part: number; fault_count: number; faults: { kind: string; seq: number; until?: number }[] }[]
}

export const consentCommand: CliCommand = {
  usage: 'consent verify',
  help: 'whether the consent log is as it was written; the exit code is 1 when it is not',
  details:
    'Reads all records in the warehouse and compares their hashes with one another, and the last ones with what the state knows. A record\nthat was changed, removed, added or put elsewhere is named by its chain and place.',
  parse: {},
  async run(args) {
    const [verb, ...rest] = args.positionals
    if (verb !== 'verify' || rest.length > 0) throw new UsageError('expected: consent verify')
    const { intact, complete, records, chains } = await connect(args).json<Verified>('GET', '/v1/consent/verify')
    for (const { part, fault_count, faults } of chains) {
      for (const { kind, seq, until = seq } of faults)
        print(`${part}-${seq}${until > seq ? ` to ${part}-${until}` : ''}: ${kind}`)
      if (fault_count > faults.length) print(`chain ${part}: ${whole(fault_count - faults.length)} more`)
    }
    const what = `${whole(records)} records in ${whole(chains.length)} chains`
    const late = complete ? '' : '; the warehouse does not have all of them yet, so the end could not be checked'
    print(`${what}: ${intact ? 'as they were written' : 'NOT as they were written'}${late}`)
    return intact ? 0 : 1
  },
}
