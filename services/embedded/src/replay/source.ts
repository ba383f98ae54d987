import type { Source, SourceInput } from '@weir/contracts'
import { ApiError } from '../cli/client.ts'
import type { ApiClient } from '../cli/client.ts'
import { UsageError } from '../cli/usage-error.ts'

/** What is to hold for the source that a file is sent for. */
export interface SourceWishes {
  /** Makes the source if there is none. */
  basis: SourceInput['consent_basis'] | undefined
  /** Ids that this file really uses although they look like placeholders, besides those known. */
  placeholders: readonly string[]
}

/**
 * Makes the source, or adds to what is known of it; without wishes nothing is asked. Needs the
 * scope admin.
 * @throws UsageError when the source is not there and its basis is not given, or it has another
 *   basis; ApiError for what the service refuses.
 */
export async function prepareSource(client: ApiClient, code: string, { basis, placeholders }: SourceWishes): Promise<void> {
  if (basis === undefined && placeholders.length === 0) return
  const path = `/v1/sources/${encodeURIComponent(code)}`
  const before = await sourceAt(client, path)
  if (before === undefined && basis === undefined)
    throw new UsageError(
      `there is no source "${code}": give --consent-basis to make it. "assumed" if all of these people consented, ` +
        '"required" if only what the events themselves say counts',
    )
  if (before !== undefined && basis !== undefined && before.consent_basis !== basis)
    throw new UsageError(
      `the source "${code}" has consent_basis "${before.consent_basis}", which a replay does not change: ` +
        `leave --consent-basis out, or PUT ${path}`,
    )
  const { code: _code, ...known }: Partial<Source> = before ?? {
    name: code,
    kind: 'import',
    ...(basis && { consent_basis: basis }),
  }
  const allowed = [...new Set([...(known.allowed_placeholders ?? []), ...placeholders])]
  await client.json('PUT', path, { ...known, ...(allowed.length > 0 && { allowed_placeholders: allowed }) })
}

async function sourceAt(client: ApiClient, path: string): Promise<Source | undefined> {
  try {
    return await client.json<Source>('GET', path)
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return undefined
    throw error
  }
}
