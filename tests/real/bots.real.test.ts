import { expect, test } from 'vitest'
import { createBotWatch } from '../../services/ingest/src/accept/bots.ts'
import { readShared } from './shared-data.ts'

/** Crawlers of the world: each pattern with user agents that were seen. */
interface Crawler {
  pattern: string
  instances?: string[]
}
const CRAWLERS = JSON.parse(readShared('data/bots/crawler-user-agents.json.gz')) as Crawler[]

/** What people use: browsers, and apps that show pages in a browser of their own. */
const PEOPLE = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15',
  'Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36',
  'Mozilla/5.0 (Linux; Android 14; SM-S921B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 musical_ly_34.1.0 JsSdk/2.0 NetType/WIFI Channel/App Store ByteLocale/de',
  'Mozilla/5.0 (Linux; Android 13; SM-A536B; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/126.0.6478.71 Mobile Safari/537.36 trill_340103 BytedanceWebview/d8a21c6',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 [FBAN/FBIOS;FBAV/466.0.0.0.0]',
]

test('crawlers are known by their user agents, and people are not taken for one', () => {
  const watch = createBotWatch()
  const agents = CRAWLERS.flatMap(({ instances = [] }) => instances)
  const missed = agents.filter((agent) => watch.labelOf(agent, undefined) !== 'user_agent')
  console.info(`${agents.length - missed.length} of ${agents.length} user agents of crawlers`)
  expect(agents.length).toBeGreaterThan(2_000)
  expect(missed.length / agents.length).toBeLessThan(0.01)
  expect(PEOPLE.filter((agent) => watch.labelOf(agent, undefined) !== undefined)).toEqual([])
})
