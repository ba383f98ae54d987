import { mentionsIn, nearestOf, pathMeant, standardNameMeant } from '@weir/contracts'
import type { Condition, Mention } from '@weir/contracts'
import { within } from '@weir/runtime'
import { z } from 'zod'
import type { ReportingDeps } from '../../shared/deps.ts'
import type { ReportReader } from '../../shared/reader.ts'
import { createLookUp, isMoot } from './look-up.ts'
import { fieldsSeen } from './query.ts'
import type { Asked } from './query.ts'

const CODES = {
  event: 'unknown_event',
  prefix: 'unknown_event',
  source: 'unknown_source',
  path: 'unknown_path',
  trait: 'unknown_trait',
  model: 'unknown_model',
  ad: 'unknown_ad',
  campaign: 'unknown_ad',
} as const satisfies Record<Mention['kind'], string>

/** Part of the answers about a rule that is saved or tried. */
export const WarningsAnswer = z
  .array(
    z.object({
      code: z.enum(['unknown_event', 'unknown_source', 'unknown_path', 'unknown_trait', 'unknown_model', 'unknown_ad']),
      path: z.string().describe('Where in the rule'),
      message: z.string(),
    }),
  )
  .exactOptional()
  .describe('What the rule asks for and nobody ever sent, if there is any; absent also while the warehouse does not answer')
type RuleWarning = NonNullable<z.infer<typeof WarningsAnswer>>[number]

/**
 * Tells what a rule asks for that has never been seen. Never fails, and takes a few seconds at
 * most.
 */
export type Warn = (rule: Condition) => Promise<{ warnings?: RuleWarning[] }>

/** How long an answer waits for warnings, ms. */
const PATIENCE_MS = 3_000
/** How long an event may take from its acknowledgement until the warehouse shows it, ms. */
const VISIBLE_MS = 1_000
/** How many names of one rule are looked up. */
const LOOKED_UP_MAX = 50
export function createWarn({ config, awaitVisible }: ReportingDeps, warehouse: ReportReader): Warn {
  const lookUp = createLookUp(warehouse)

  /** What is under way when it is asked for is waited for, unless all else has been seen. */
  async function unseenNow(asked: readonly Asked[]): Promise<Asked[]> {
    const isAllVisible = await awaitVisible(0)
    const unseen = await lookUp.unseen(asked)
    if (isAllVisible || unseen.length === 0 || !(await awaitVisible(VISIBLE_MS))) return unseen
    return lookUp.unseen(unseen)
  }

  async function warningsOf(rule: Condition): Promise<RuleWarning[]> {
    const mentions = mentionsIn(rule).slice(0, LOOKED_UP_MAX)
    const asked = mentions.filter((one) => one.kind !== 'source' && one.kind !== 'model')
    const unknown = lookUp.unknown(asked)
    const unseen: Mention[] = unknown.length > 0 ? await unseenNow(unknown) : []
    const unregistered = mentions.filter(isUnregistered)
    const missing = [...unseen, ...unregistered]
    return Promise.all(missing.filter((one) => one.kind !== 'path' || !isMoot(one, missing)).map(toWarning))
  }

  /** A model of another maker is known by the percentiles that were published of it. */
  function isUnregistered(one: Mention): boolean {
    if (one.kind === 'source') return config.source(one.source) === undefined
    return one.kind === 'model' && !config.models().has(one.model) && config.threshold(`model:${one.model}`) === undefined
  }

  async function toWarning(mention: Mention): Promise<RuleWarning> {
    const meant = await meantBy(mention)
    const hint = meant === undefined ? '' : `; did you mean "${meant}"?`
    return { code: CODES[mention.kind], path: mention.at, message: `${sayOf(mention)}${hint}` }
  }

  async function meantBy(mention: Mention): Promise<string | undefined> {
    switch (mention.kind) {
      case 'event':
        return standardNameMeant(mention.name) ?? nearestOf(mention.name, lookUp.names())
      case 'source':
        return nearestOf(
          mention.source,
          config.sources().map(({ code }) => code),
        )
      case 'model':
        return nearestOf(mention.model, [...config.models().keys()])
      case 'trait':
        return nearestOf(mention.trait, await fieldsSeen(warehouse, 'traits', []))
      case 'path':
        return pathNear(mention)
      default:
        return undefined
    }
  }

  async function pathNear({ path, selector }: Extract<Mention, { kind: 'path' }>): Promise<string | undefined> {
    const usual = pathMeant(path)
    if (usual !== path) return usual
    const [section = '', field = '', ...rest] = path.split('.')
    const fields = await fieldsSeen(warehouse, section, selector?.names ?? (selector?.name === undefined ? [] : [selector.name]))
    const near = nearestOf(field, fields)
    return near === undefined ? undefined : [section, near, ...rest].join('.')
  }

  return async (rule) => {
    // A warehouse that is away, or too slow for this, is no reason to refuse a rule.
    const none = (): RuleWarning[] => []
    const warnings = await within(warningsOf(rule).catch(none), PATIENCE_MS, none)
    return warnings.length > 0 ? { warnings } : {}
  }
}

function sayOf(mention: Mention): string {
  switch (mention.kind) {
    case 'event':
      return `no event "${mention.name}" has been seen so far`
    case 'prefix':
      return `no event whose name begins with "${mention.prefix}" has been seen so far`
    case 'source':
      return `there is no source "${mention.source}"`
    case 'path':
      return `no such event with a value at "${mention.path}" has been seen so far`
    case 'model':
      return `there is no model "${mention.model}"`
    case 'trait':
      return `nobody has had a trait "${mention.trait}" so far`
    case 'campaign':
      return `no event that names the campaign "${mention.id}" has been seen so far`
    case 'ad':
      return `no impression with ${mention.field} "${mention.id}" has been seen so far`
  }
}
