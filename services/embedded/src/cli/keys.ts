import { SCOPES } from '@weir/contracts'
import { print, printError } from '../print.ts'
import { textFlag } from './command.ts'
import type { CliCommand } from './command.ts'
import { connect } from './connect.ts'
import { UsageError } from './usage-error.ts'

export const keyCommand: CliCommand = {
  usage: 'key create NAME --scopes read,export',
  help: 'a new key, printed once',
  options: [
    ['--scopes A,B', `what it may do: ${SCOPES.join(', ')}`],
    ['--sources A,B', 'limits it to these sources'],
  ],
  parse: { scopes: { type: 'string' }, sources: { type: 'string' } },
  async run(args) {
    const [verb, name, ...rest] = args.positionals
    const scopes = listed(textFlag(args, 'scopes'))
    const sources = listed(textFlag(args, 'sources'))
    if (verb !== 'create' || name === undefined || rest.length > 0)
      throw new UsageError('expected: key create NAME --scopes read,export')
    if (scopes === undefined) throw new UsageError(`--scopes says what the key may do: some of ${SCOPES.join(', ')}`)
    const body = { name, scopes, ...(sources ? { sources } : {}) }
    const { id, secret } = await connect(args).json<{ id: string; secret: string }>('POST', '/v1/keys', body)
    printError(`key ${id} "${name}" (${scopes.join(', ')}), shown only this once:`)
    print(secret)
    return 0
  },
}

function listed(text: string | undefined): string[] | undefined {
  const items = text
    ?.split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')
  return items && items.length > 0 ? items : undefined
}
