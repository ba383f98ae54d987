import { z } from 'zod'
import { SegmentInput } from './segment.ts'
import type { SegmentDefinition } from './segment.ts'

/**
 * The control plane is a topic: sources, keys, segments, thresholds and secrets are the latest
 * record per key of `weir.config`. Keys: `source:<code>`, `key:<id>`, `segment:<id>`,
 * `segment-version:<id>/<version>` (see segment-version.ts), `threshold:<id>` (see threshold.ts),
 * `secret:<what for>`, `consumer:<segment>/<name>` (see ledger.ts), `erasure:<id>` and
 * `erased:<batch>:<partition>` (see erasure.ts), `split:<id>` and `apart:<id>` (see splitting.ts),
 * `delivery-source:<id>` and `targeting:<ad group>` (see delivery.ts), `delivery-pull:<id>` (see
 * delivery-pull.ts), `exchange-rates:<from>/<to>` (see exchange-rates.ts), `report-schedule:<id>`
 * and `report-runs:<id>` (see report-schedule.ts), `sign-in:<id>` (see sign-in.ts),
 * `experiment:<id>` and `holdout:global` (see experiment.ts), `destination:<id>` and
 * `destination-audiences:<id>` (see destination.ts), `exposure-policy:<id>` (see
 * exposure-policy.ts), `journey:<id>` (see journey.ts), `suppression-list:<id>` (see
 * suppression.ts), `model:<id>` and `lookalike:<segment>` (see model.ts); an empty value deletes.
 */

export const SOURCE_CODE = /^[A-Za-z0-9][A-Za-z0-9_.:-]{0,127}$/

/**
 * Placeholders that may be a person's id: numbers and words. An unfilled template, `null` and
 * `undefined` are never one.
 */
const ALLOWABLE_PLACEHOLDER = /^(?:0{1,64}|-1|na|nil|none|void|guest|anonymous|unknown|unset|empty|missing|true|false)$/i
const ALLOWABLE_WORDS =
  'Only 0 (any number of zeros), -1, and words such as "guest" or "none" can be allowed; all other ids are taken anyway.'

/** What `PUT /v1/sources/{code}` takes. */
export const SourceInput = z.strictObject({
  name: z.string().min(1).max(200),
  kind: z.enum(['pixel', 'app', 'offline', 'crm', 'import']),
  consent_basis: z.enum(['required', 'assumed']).default('required'),
  allowed_origins: z.array(z.string().max(300)).max(100).exactOptional(),
  /**
   * Whether what the pixel says of consent counts like what a sender with a key says. Without it, a
   * grant of the pixel undoes no denial of such a sender.
   */
  pixel_may_grant: z.boolean().exactOptional(),
  /**
   * The id of a vendor in the IAB's Global Vendor List: a TCF string counts as consent only if it
   * has the vendor's as well. Without it, no vendor is asked for.
   */
  tcf_vendor_id: z.int().min(1).max(65_535).exactOptional(),
  /**
   * Whether its hits are looked at for machines: `label` (unless told) leaves their events out of
   * segments and reports, `ignore` takes all for people.
   */
  bots: z.enum(['label', 'ignore']).exactOptional(),
  /**
   * Ids of people and events that this source really uses although they look like placeholders
   * (user `0` of a data set).
   */
  allowed_placeholders: z.array(z.string().regex(ALLOWABLE_PLACEHOLDER, ALLOWABLE_WORDS)).max(20).exactOptional(),
})
export type SourceInput = z.infer<typeof SourceInput>
export type Source = SourceInput & { code: string }

export const SCOPES = ['ingest', 'read', 'export', 'erase', 'admin'] as const
export const Scope = z.enum(SCOPES)
export type Scope = z.infer<typeof Scope>

/**
 * A stored key: its hash (hex) and never the secret itself. A generated key is hashed with SHA-256,
 * a chosen key with scrypt and this salt (hex). `operator`: the key of `WEIR_ADMIN_KEY`; there is
 * one.
 */
export const StoredKey = z.strictObject({
  id: z.string(),
  name: z.string(),
  hash: z.string(),
  salt: z.string().exactOptional(),
  scopes: z.array(Scope),
  sources: z.array(z.string()).exactOptional(),
  created_at: z.int(),
  operator: z.literal(true).exactOptional(),
})
export type StoredKey = z.infer<typeof StoredKey>

export const StoredSegment = z.strictObject({
  ...SegmentInput.shape,
  id: z.string(),
  number: z.int(),
  version: z.int(),
  updated_at: z.int(),
})
export type StoredSegment = z.infer<typeof StoredSegment>

/** A stored segment as others see it: with the thresholds in force that its rule compares with. */
export type LiveSegment = StoredSegment & Pick<SegmentDefinition, 'thresholds'>

/** A secret that the processes of a deployment share, in base64url. No answer ever has it. */
export const StoredSecret = z.object({ value: z.string().min(32) })
