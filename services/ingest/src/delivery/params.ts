import { CurrencyCode, DELIVERY_PLATFORMS, DELIVERY_SOURCE_ID, WeirError, zoneName } from '@weir/contracts'
import type { DeliverySource, StoredKey } from '@weir/contracts'
import type { ReadSettings } from '@weir/delivery'
import { z } from 'zod'

/** The query string of `POST /v1/delivery`. */
export const ImportParams = z.strictObject({
  format: z.enum(['json', 'csv']).exactOptional().describe('Where the type of the content does not say it.'),
  platform: z.enum(DELIVERY_PLATFORMS).exactOptional().describe('Default: as the source says.'),
  source: z
    .string()
    .regex(DELIVERY_SOURCE_ID, 'this is no id of a delivery source')
    .exactOptional()
    .describe('One per ad account. Default: the name of the platform.'),
  preview: z.enum(['true', 'false']).default('false').describe('true: nothing is kept.'),
  currency: CurrencyCode.exactOptional().describe('Of amounts, where the file does not say it.'),
  tz: z
    .string()
    .refine((name) => zoneName(name) !== undefined, 'this is no IANA time zone')
    .exactOptional(),
  account_id: z.string().min(1).max(200).exactOptional().describe('The account, where neither the file nor the source says it.'),
  first_line: z.coerce
    .number()
    .int()
    .min(1)
    .max(1e9)
    .exactOptional()
    .describe('Of a part of a file: the line of its first record.'),
})
export type DeliveryImportQuery = z.infer<typeof ImportParams>

/** @throws WeirError invalid_field naming every parameter that is wrong. */
export function readParams(query: unknown): DeliveryImportQuery {
  const parsed = ImportParams.safeParse(query)
  if (parsed.success) return parsed.data
  const faults = parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }))
  throw new WeirError('invalid_field', 'the query has faults', { faults })
}

/** The source that an import is for: the one named, else the platform's own. */
export function sourceOf({ source, platform }: DeliveryImportQuery, format: 'json' | 'csv'): string {
  return source ?? platform ?? (format === 'json' ? 'tiktok' : 'generic')
}

/** @throws WeirError missing_scope when the key is limited to other sources. */
export function mustMaySend({ sources }: StoredKey, source: string): void {
  if (sources === undefined || sources.includes(source)) return
  throw new WeirError('missing_scope', 'the key is limited to other sources: name one of them with source=')
}

/**
 * How the request is to be read: as its source says, but for what the query says itself.
 * @param known the source as it is stored, if it is.
 * @throws WeirError invalid_field when the two name different platforms.
 */
export function settingsOf(
  params: DeliveryImportQuery,
  format: 'json' | 'csv',
  known: DeliverySource | undefined,
  about: Pick<ReadSettings, 'importedAt' | 'version'>,
): ReadSettings {
  const platform = params.platform ?? known?.platform ?? (format === 'json' ? 'tiktok' : 'generic')
  if (known && known.platform !== platform) {
    const faults = [{ path: 'platform', message: `the source is one of ${known.platform}: leave it out, or name another source` }]
    throw new WeirError('invalid_field', 'the query has faults', { faults })
  }
  const { id: _, name: __, pull: ___, ...stored } = known ?? { id: '', decimal: '.' as const, date: 'YYYY-MM-DD' as const }
  const { currency, tz, account_id } = params
  return {
    ...stored,
    ...(currency === undefined ? {} : { currency }),
    ...(tz === undefined ? {} : { tz }),
    ...(account_id === undefined ? {} : { account_id }),
    source: sourceOf(params, format),
    platform,
    ...about,
  }
}
