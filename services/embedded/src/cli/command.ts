import type { ParseArgsConfig } from 'node:util'

/** One thing the command line can do. */
export interface CliCommand {
  /** After `npm run weir -- `. */
  usage: string
  /** One line. */
  help: string
  /** Its own options: how they are written, and what they mean. */
  options?: readonly (readonly [string, string])[]
  /** More to know, after the options. */
  details?: string
  parse: NonNullable<ParseArgsConfig['options']>
  /** @returns the exit code. */
  run(args: Arguments): Promise<number>
}

/** What stands after the command's name. */
export interface Arguments {
  positionals: readonly string[]
  flags: Readonly<Record<string, string | boolean | undefined>>
}

/** Every command takes these. */
export const COMMON = { url: { type: 'string' }, key: { type: 'string' }, help: { type: 'boolean', short: 'h' } } as const

export function textFlag({ flags }: Arguments, name: string): string | undefined {
  const value = flags[name]
  return typeof value === 'string' ? value : undefined
}
