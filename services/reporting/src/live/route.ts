import { WeirError } from '@weir/contracts'
import { sourceLimit } from '@weir/runtime/http'
import { z } from 'zod'
import type { App } from '../shared/app.ts'
import type { Cursors } from '../shared/cursors.ts'
import type { ReportingDeps } from '../shared/deps.ts'
import { ArrivedEvent } from './arrived.ts'
import type { Arrived } from './arrived.ts'
import { nextArrived, tailStart } from './tail.ts'

/** Looks that wait at once in one process: each asks the log a few times a second. */
const WAITING_MAX = 50

const LiveParams = z.strictObject({
  cursor: z.string().max(8_000).exactOptional().describe('From the answer before. Without one: the newest events'),
  wait: z.coerce.number().int().min(0).max(30).default(0).describe('Wait for so many seconds at most until something comes'),
  limit: z.coerce.number().int().min(1).max(1_000).default(200).describe('The newest so many'),
  source: z.string().min(1).max(128).exactOptional(),
  event: z.string().min(1).max(256).exactOptional().describe('The canonical name'),
  outcome: z.enum(['accepted', 'refused', 'test']).exactOptional(),
  test_event_code: z.string().min(1).max(64).exactOptional(),
})

const LiveAnswer = z.object({
  cursor: z.string().describe('Where the next look goes on'),
  events: z.array(ArrivedEvent).describe('Oldest first'),
  skipped: z.int().describe('So many that came faster than this shows them were left out'),
})

const Place = z.array(z.int().min(0))

/** Events as they arrive, before anything is made of them. */
export function liveRoutes(app: App, { log }: Pick<ReportingDeps, 'log'>, cursors: Cursors): void {
  const closing = new AbortController()
  app.addHook('preClose', async () => closing.abort())
  let waiting = 0

  app.get(
    '/v1/live',
    {
      exposeHeadRoute: false,
      config: { scope: 'read', limitedKeys: true },
      schema: {
        summary: 'Events as they arrive',
        description:
          'Accepted ones as they are stored, refused ones with the reason, and tests. Ask again with the cursor and wait=30: the answer ' +
          'comes with the next event. Of people it has the kinds of their identifiers only.',
        tags: ['operation'],
        querystring: LiveParams,
        response: { 200: LiveAnswer },
      },
    },
    async (request, reply) => {
      const { cursor, wait, limit, ...filter } = request.query
      const reading = { key: request.weirKey?.id ?? '', list: 'live' }
      const place = cursor === undefined ? await tailStart(log) : await cursors.take(reading, cursor, Place)
      const wants = wantedBy(filter, sourceLimit(request))
      if (wait > 0 && waiting >= WAITING_MAX)
        throw new WeirError('rate_limited', `${WAITING_MAX} others wait for events already: ask without wait, or later`)
      const gone = new AbortController()
      request.raw.once('close', () => gone.abort())
      const signal = AbortSignal.any([closing.signal, gone.signal])
      waiting++
      try {
        const page = await nextArrived(log, place, { wants, waitMs: wait * 1_000, signal })
        void reply.header('cache-control', 'no-store')
        return {
          cursor: await cursors.give(reading, page.next),
          events: page.arrived.slice(-limit).map(({ shown }) => shown),
          skipped: page.skipped + Math.max(0, page.arrived.length - limit),
        }
      } finally {
        waiting--
      }
    },
  )
}

type Filter = Pick<z.output<typeof LiveParams>, 'source' | 'event' | 'outcome' | 'test_event_code'>

function wantedBy({ source, event, outcome, test_event_code }: Filter, only: readonly string[] | undefined) {
  return ({ shown }: Arrived): boolean =>
    (only === undefined || only.includes(shown.source)) &&
    (source === undefined || shown.source === source) &&
    (event === undefined || shown.event === event) &&
    (outcome === undefined || shown.outcome === outcome) &&
    (test_event_code === undefined || shown.test_event_code === test_event_code)
}
