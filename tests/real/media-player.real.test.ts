import { expect, test } from 'vitest'
import { startWeir } from '../support/embedded.ts'
import { readSharedCsv } from './shared-data.ts'

/**
 * Events of real video players (Snowplow): play, progress, pause ... ended, of nine visitors on 44
 * page views.
 */
const PLAYER = 'contexts_com_snowplowanalytics_snowplow_media_player_1_0_0'
const PAGE = 'contexts_com_snowplowanalytics_snowplow_web_page_1_0_0'
const EVENT = 'unstruct_event_com_snowplowanalytics_snowplow_media_player_event_1_0_0'

interface Step {
  play: string
  visitor: string
  at: number
  type: string
  positionMs: number
  durationMs: number
}

function steps(): Step[] {
  return readSharedCsv('data/snowplow-media-player/snowplow_media_player_events.csv.gz').map((row) => {
    const [page] = JSON.parse(row[PAGE]!) as [{ id: string }]
    const [player] = JSON.parse(row[PLAYER]!) as [{ current_time: string; duration: string }]
    const [event] = JSON.parse(row[EVENT]!) as [{ type: string }]
    return {
      play: page.id,
      visitor: row['domain_userid']!,
      at: Date.parse(`${row['collector_tstamp']!.replace(' ', 'T')}Z`),
      type: event.type,
      positionMs: Math.floor(Number(player.current_time) * 1000),
      durationMs: Math.floor(Number(player.duration) * 1000),
    }
  })
}

/**
 * One VideoView per play with the final `watched_ms`, as our API wants it: a play is a page view on
 * which the video was started.
 */
function plays(): { event_time: number; video: { duration_ms: number; watched_ms: number }; [field: string]: unknown }[] {
  const all = steps()
  const started = [...new Set(all.filter(({ type }) => type === 'play').map(({ play }) => play))]
  return started
    .map((id) => {
      const own = all.filter(({ play }) => play === id)
      // The players round the length of one and the same video differently.
      const duration_ms = Math.min(...own.map(({ durationMs }) => durationMs))
      const ended = own.some(({ type }) => type === 'ended')
      const watched_ms = ended ? duration_ms : Math.min(Math.max(...own.map(({ positionMs }) => positionMs)), duration_ms - 1)
      const first = own.reduce((a, b) => (a.at <= b.at ? a : b))
      return {
        event: 'VideoView',
        event_id: id,
        event_time: first.at / 1000,
        source: 'player',
        user: { anonymous_id: first.visitor },
        video: { video_id: 'coalesce-2021', duration_ms, watched_ms },
      }
    })
    .toSorted((a, b) => a.event_time - b.event_time)
}

test('the completion rate is the one counted by hand', async () => {
  await using weir = await startWeir({ WEIR_CLOCK: 'event' })
  const { client } = weir
  await client.put('/v1/sources/player', { name: 'Player', kind: 'import', consent_basis: 'assumed' })
  await client.put('/v1/segments/watched', { name: 'Watched', rule: { event: { name: 'VideoView' }, within: 'all' } })
  const sent = plays()
  for (const play of sent) {
    await client.send([play])
    // One after the other: what somebody was a member of before a play is part of the figure.
    await weir.settled()
  }

  // By hand, from the text of the file: page views with a start, and those of them with an end.
  const rows = readSharedCsv('data/snowplow-media-player/snowplow_media_player_events.csv.gz')
  expect(rows).toHaveLength(248)
  const pagesWith = (type: string): Set<string> =>
    new Set(rows.filter((row) => row[EVENT]!.includes(`"type":"${type}"`)).map((row) => row[PAGE]!))
  const [started, ended] = [pagesWith('play'), pagesWith('ended')]
  expect([started.size, ended.size]).toEqual([42, 6])
  const report = await client.get<{ rows: object[] }>(
    '/v1/reports/segments?from=2022-01-01&to=2022-02-01&metrics=plays,plays_with_duration,completions,completion_rate,watch_time_ms',
  )
  const watch_time_ms = sent.reduce((sum, { video }) => sum + video.watched_ms, 0)
  expect(report.rows).toEqual([{ plays: 42, plays_with_duration: 42, completions: 6, completion_rate: 6 / 42, watch_time_ms }])

  // Per segment: plays of people who had played before. The first play of each is not in it.
  const seen = new Set<unknown>()
  const later = sent.filter(({ user }) => {
    const visitor = JSON.stringify(user)
    return seen.has(visitor) || !seen.add(visitor)
  })
  const completions = later.filter(({ video }) => video.watched_ms >= video.duration_ms).length
  const perSegment = await client.get<{ rows: object[] }>(
    '/v1/reports/segments?from=2022-01-01&to=2022-02-01&segments=watched&metrics=plays,completions,completion_rate',
  )
  expect(perSegment.rows).toEqual([
    { segment: 'watched', plays: later.length, completions, completion_rate: completions / later.length },
  ])
  expect(later.length).toBeLessThan(42)
})
