import { standardNameMeant } from '@weir/contracts'
import { sourceLimit } from '@weir/runtime/http'
import { z } from 'zod'
import type { App } from '../shared/app.ts'
import type { ReportingDeps } from '../shared/deps.ts'
import { iso } from '../shared/iso.ts'
import type { ReportReader } from '../shared/reader.ts'
import { queryEvents, queryKeys, SAMPLE } from './query.ts'

const DAY_MS = 86_400_000

const Key = z.object({
  path: z.string().describe('As in rules'),
  types: z.array(z.string()),
  share: z.number().describe('Of the events that were looked at, those that have it'),
  events: z.array(z.string()).describe('Names of up to 10 events that have it'),
  examples: z.array(z.union([z.string(), z.number(), z.boolean()])).describe('Up to 5 values, none of them personal'),
  first: z.string(),
  last: z.string(),
})
const CatalogueAnswer = z.object({
  since: z.string(),
  events: z.array(
    z.object({
      name: z.string(),
      events: z.int(),
      sources: z.array(z.string()),
      did_you_mean: z.string().exactOptional().describe('The standard event that this custom name is nearly'),
      first: z.string(),
      last: z.string(),
    }),
  ),
  properties: z.array(Key),
  traits: z.array(Key),
})

/** What rules can be written about: the events, properties and traits that were seen. */
export function catalogueRoutes(app: App, { clock }: ReportingDeps, warehouse: ReportReader): void {
  app.get(
    '/v1/catalogue',
    {
      config: { scope: 'read', limitedKeys: true },
      schema: {
        summary: 'Events, properties and traits that were seen',
        description: `Events received in the last \`days\`; properties and traits are those of the newest ${SAMPLE} of them.`,
        tags: ['sources'],
        querystring: z.strictObject({
          days: z.coerce.number().int().min(1).max(400).default(30),
          source: z.string().min(1).max(128).exactOptional(),
        }),
        response: { 200: CatalogueAnswer },
      },
    },
    async (request) => {
      const { days, source } = request.query
      const limit = sourceLimit(request)
      const asked = source === undefined ? limit : [source].filter((code) => !limit || limit.includes(code))
      const query = { since: clock.now() - days * DAY_MS, sources: asked }
      const [events, keys] = [await queryEvents(warehouse, query), await queryKeys(warehouse, query)]
      const below = (root: string) => keys.filter(({ path }) => path.startsWith(root))
      return {
        since: iso(query.since),
        events: events.map((event) => ({ ...event, ...meant(event.name) })),
        properties: below('properties.'),
        traits: below('traits.'),
      }
    },
  )
}

function meant(name: string): { did_you_mean?: string } {
  const standard = standardNameMeant(name)
  return standard === undefined ? {} : { did_you_mean: standard }
}
