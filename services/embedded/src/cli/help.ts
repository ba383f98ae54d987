import type { CliCommand } from './command.ts'
import { DEFAULT_URL } from './config.ts'

const COMMON_OPTIONS = [
  ['--url URL', `the service (WEIR_URL, ${DEFAULT_URL} or the port WEIR_PORT)`],
  ['--key KEY', 'a key with the scope that is needed (WEIR_KEY)'],
] as const

export function helpAll(commands: readonly CliCommand[]): string {
  const width = Math.max(...commands.map(({ usage }) => usage.length))
  return [
    "Weir's command line.",
    '',
    'Usage: npm run weir -- <command> [options]',
    '',
    ...commands.map(({ usage, help }) => `  ${usage.padEnd(width)}  ${help}`),
    `  ${'help [COMMAND]'.padEnd(width)}  this text, or the options of a command`,
    '',
    'Options of all commands:',
    ...optionLines(COMMON_OPTIONS),
  ].join('\n')
}

export function helpOne(command: CliCommand): string {
  return [
    `Usage: npm run weir -- ${command.usage} [options]`,
    '',
    command.help,
    '',
    ...optionLines([...(command.options ?? []), ...COMMON_OPTIONS]),
    ...(command.details === undefined ? [] : ['', command.details]),
  ].join('\n')
}

function optionLines(options: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...options.map(([option]) => option.length))
  return options.map(([option, meaning]) => `  ${option.padEnd(width)}  ${meaning}`)
}
