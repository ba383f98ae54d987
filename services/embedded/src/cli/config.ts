import { resolve } from 'node:path'

/** What the command line takes from its surroundings. */
export interface ClientConfig {
  /** Base URL of the service, without a slash at the end. */
  url: string
  /** Where hits go: an address of its own in the distributed mode. */
  ingestUrl: string
  key: string | undefined
  /**
   * The folder against which files named by the user are resolved: npm changes into the repository,
   * and keeps theirs in INIT_CWD.
   */
  folder: string
}

/** Where a service on this machine listens unless told otherwise. */
const DEFAULT_PORT = '8080'
export const DEFAULT_URL = `http://127.0.0.1:${DEFAULT_PORT}`

/**
 * Flags win over the environment; where a service on this machine listens (`WEIR_PORT`) is asked
 * unless an address is named. The operator's shell often holds only `WEIR_ADMIN_KEY`, which is
 * a key like any other.
 */
export function readClientConfig(
  flags: { url?: string | undefined; key?: string | undefined },
  env: Record<string, string | undefined> = process.env,
): ClientConfig {
  const url = trimmed(flags.url ?? given(env['WEIR_URL']) ?? `http://127.0.0.1:${given(env['WEIR_PORT']) ?? DEFAULT_PORT}`)
  return {
    url,
    ingestUrl: trimmed(given(env['WEIR_INGEST_URL']) ?? url),
    key: flags.key ?? given(env['WEIR_KEY']) ?? given(env['WEIR_ADMIN_KEY']),
    folder: given(env['INIT_CWD']) ?? process.cwd(),
  }
}

/** A path as the user wrote it, from where they wrote it. */
export function userPath(path: string, config: Pick<ClientConfig, 'folder'> = readClientConfig({})): string {
  return resolve(config.folder, path)
}

function trimmed(url: string): string {
  return url.replace(/\/+$/, '')
}

/** An empty variable is one that is not set. */
function given(value: string | undefined): string | undefined {
  return value === '' ? undefined : value
}
