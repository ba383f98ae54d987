// Held by tests/e2e/segments-as-code.e2e.test.ts and tests/e2e/schedules-as-code.e2e.test.ts
import { print } from '../../print.ts'
import type { Arguments, CliCommand } from '../command.ts'
import { userPath } from '../config.ts'
import { connect } from '../connect.ts'
import { UsageError } from '../usage-error.ts'
import { applyFolder } from './apply.ts'
import type { DefinitionKind } from './definition.ts'
import { readFolder } from './read-folder.ts'

/** What all commands take that make a folder of files so. */
export const AS_CODE: Pick<CliCommand, 'parse'> & Required<Pick<CliCommand, 'options'>> = {
  options: [
    ['--json', 'list: everything that is known, as JSON'],
    ['--plan', 'apply: only show what would change, as plan does'],
    ['--prune', 'plan, apply: delete those that have no file'],
    ['--yes', 'apply: do not ask'],
  ],
  parse: {
    json: { type: 'boolean' },
    plan: { type: 'boolean' },
    prune: { type: 'boolean' },
    yes: { type: 'boolean' },
  },
}

/** `list`, `plan DIR` or `apply DIR`. @param name of the command, for messages. */
export async function runAsCode<I extends object, P extends I & { id: string }>(
  name: string,
  kind: DefinitionKind<I, P>,
  args: Arguments,
): Promise<number> {
  const [verb, folder, ...rest] = args.positionals
  if (verb === 'list' && folder === undefined) return list(kind, args)
  if ((verb !== 'plan' && verb !== 'apply') || folder === undefined || rest.length > 0)
    throw new UsageError(`expected: ${name} list, ${name} plan DIR or ${name} apply DIR`)
  // Files first: their faults can be mended without a service.
  const defined = await readFolder(kind.form, userPath(folder))
  const { plan, prune, yes } = args.flags
  const planOnly = verb === 'plan' || plan === true
  return applyFolder(kind, connect(args), defined, { planOnly, prune: prune === true, yes: yes === true })
}

async function list<I extends object, P extends I & { id: string }>(
  kind: DefinitionKind<I, P>,
  args: Arguments,
): Promise<number> {
  const present = await kind.presentOf(connect(args))
  print(args.flags['json'] === true ? JSON.stringify(present, null, 2) : kind.table(present))
  return 0
}
