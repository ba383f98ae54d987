import type { Environment } from './read-settings.ts'

/**
 * A variable that a record of the control plane names, and no setting: it has the token of a
 * platform. Which names are allowed is decided where the record is taken.
 */
export function tokenVariable(name: string, env: Environment = process.env): string | undefined {
  return env[name]
}

/** The same of secrets with which webhooks are signed: only names that begin with WEIR_WEBHOOK_. */
export function webhookVariable(name: string, env: Environment = process.env): string | undefined {
  return name.startsWith('WEIR_WEBHOOK_') ? env[name] : undefined
}
