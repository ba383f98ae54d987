import type { Environment } from './read-settings.ts'

/**
 * A variable that a record of the control plane names, and no setting: it has the token of a
 * platform. Which names are allowed is decided where the record is taken.
 */
export function tokenVariable(name: string, env: Environment = process.env): string | undefined {
  return env[name]
}
