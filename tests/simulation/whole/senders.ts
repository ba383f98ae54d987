import { BROWSER_AGENT } from '@weir/testkit'
import type { IngestHost } from './processes.ts'
import type { Sent } from './story.ts'
import type { Network } from './network.ts'

/** What a sender knows of something it sent: taken, not taken, or it never heard. */
export type Outcome = 'ok' | 'fail' | 'unknown'

/** The outcomes of everything that was sent, by the mark of its content. */
export type History = Map<string, Outcome[]>

export interface Senders {
  readonly history: History
  /**
   * Sends a batch, and again while nobody says what became of it, as far as the sender is patient.
   */
  send(events: readonly Sent[]): Promise<void>
}

const PATIENCE_MS = 1_500
const TRIES = 4

/** @param wall what the clocks show, Unix ms. @param secret a key for ingest. */
export function createSenders(network: Network, wall: () => number, ingests: readonly IngestHost[], secret: string): Senders {
  const { random, timeline } = network
  const history: History = new Map()
  const named = new Set<string>()

  const note = (event: Sent, outcome: Outcome): void =>
    void history.set(event.mark, [...(history.get(event.mark) ?? []), outcome])

  /**
   * What has one name (source, name, id, time) has one content: two that are told alike happened at
   * different times.
   */
  const timeOf = ({ source, name, id, ageMs }: Sent): number => {
    let at = Math.floor(wall()) - ageMs
    while (named.has(`${source} ${name} ${id} ${at}`)) at++
    named.add(`${source} ${name} ${id} ${at}`)
    return at
  }

  /** One request. */
  async function post(url: string, body: unknown, headers: Record<string, string>): Promise<Answer> {
    await timeline.sleep(random.next() * network.weather.delayMs)
    const target = random.pick(ingests).app()
    // Nobody listens there: nothing can have happened.
    if (!target) return { status: 0 }
    const { app, life } = target
    const answer = app
      .inject({
        method: 'POST',
        url,
        payload: JSON.stringify(body),
        headers: { 'content-type': 'application/json', 'user-agent': BROWSER_AGENT, ...headers },
      })
      .then((response): Answer => ({ status: response.statusCode, text: response.body }))
    let timer = (): void => undefined
    const patience = new Promise<Answer>((resolve) => {
      timer = timeline.after(PATIENCE_MS, () => {
        network.count('sender gave up')
        resolve({ status: -1 })
      })
    })
    const first = await Promise.race([answer, patience])
    timer()
    await timeline.sleep(random.next() * network.weather.delayMs)
    // An answer of a process that died meanwhile may still have been on its way, but a frozen one
    // has said nothing.
    return life.frozenUntil() > timeline.now() && first.status > 0 ? { status: -1 } : first
  }

  async function sendServer(events: readonly Sent[]): Promise<Outcome[]> {
    const answer = await post('/v1/events', events.map(nativeBody), { authorization: `Bearer ${secret}` })
    if (answer.status !== 202 && answer.status !== 400) return events.map(() => outcomeOf(answer.status))
    const { rejected } = JSON.parse(answer.text ?? '') as { rejected: { index: number }[] }
    return events.map((_, i) => (rejected.some(({ index }) => index === i) ? 'fail' : 'ok'))
  }
  async function sendPixel(event: Sent): Promise<Outcome[]> {
    return [outcomeOf((await post('/api/v2/pixel', pixelBody(event), {})).status)]
  }

  async function attempt(events: readonly Sent[], once: () => Promise<Outcome[]>): Promise<void> {
    for (let tries = 1; ; tries++) {
      const outcomes = await once()
      events.forEach((event, i) => note(event, outcomes[i]!))
      if (outcomes.every((outcome) => outcome !== 'unknown') || tries === TRIES || random.chance(0.3)) return
      network.count('sent again')
      await timeline.sleep(random.next() * PATIENCE_MS)
    }
  }

  return {
    history,
    async send(events) {
      // A resend says when it happened the first time.
      for (const event of events) event.at ??= timeOf(event)
      const server = events.filter(({ channel }) => channel === 'server')
      const pixel = events.filter(({ channel }) => channel === 'pixel')
      await Promise.all([
        ...(server.length > 0 ? [attempt(server, () => sendServer(server))] : []),
        ...pixel.map((event) => attempt([event], () => sendPixel(event))),
      ])
    },
  }
}

interface Answer {
  /** 0: refused before anything was sent; -1: no answer. */
  status: number
  text?: string
}

/** 503 says "send it again", and nothing about what was stored. */
function outcomeOf(status: number): Outcome {
  if (status === 202 || status === 204) return 'ok'
  return status === 0 || (status >= 400 && status < 500) ? 'fail' : 'unknown'
}

function nativeBody({ mark, source, name, id, at, who, user = userOf(who), purposes, sections }: Sent): unknown {
  return {
    event: name,
    event_id: id,
    event_time: new Date(at ?? 0).toISOString(),
    source,
    ...(user ? { user } : {}),
    ...(purposes ? { consent: { purposes } } : {}),
    ...sections,
    properties: { ...sections['properties'], mark },
  }
}

function pixelBody({ mark, source, name, id, at, who, user = userOf(who), purposes, sections }: Sent): unknown {
  return {
    event: name,
    event_id: id,
    timestamp: new Date(at ?? 0).toISOString(),
    context: { pixel: { code: source }, user: user ?? {}, page: sections['page'] },
    ...(purposes ? { consent: { purposes } } : {}),
    properties: { ...sections['properties'], mark },
  }
}

function userOf(who: string | undefined): Record<string, string> | undefined {
  return who === undefined ? undefined : { external_id: who }
}
