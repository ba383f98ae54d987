import { BROWSER_AGENT as CHROME } from '@weir/testkit'
import { describe, expect, test } from 'vitest'
import { createBotWatch } from './bots.ts'
import { parseNetworks } from './networks.ts'

const watch = createBotWatch(parseNetworks('192.0.2.0/24'))

describe('a hit is labelled', () => {
  test.each<[string, unknown, unknown, string | undefined]>([
    ['a browser at home', CHROME, '198.51.100.1', undefined],
    ['an app', 'ShopApp/3.2 (iPhone; iOS 17.4; Scale/3.00)', undefined, undefined],
    ['TikTok in its own browser', `${CHROME} musical_ly_2022803040 BytedanceWebview/d8a21c6`, undefined, undefined],
    ['a crawler', 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)', undefined, 'user_agent'],
    ['TikTok’s own crawler', 'Mozilla/5.0 (compatible; Bytespider; spider-feedback@bytedance.com)', undefined, 'user_agent'],
    ['a headless browser', CHROME.replace('Chrome', 'HeadlessChrome'), undefined, 'user_agent'],
    ['an app that says no more than its name', 'ShopApp/3.2', undefined, undefined],
    ['what is no browser’s, and names no machine', 'Mozilla/5.0', undefined, undefined],
    ['a library', 'python-requests/2.31.0', undefined, 'user_agent'],
    ['a browser in a data centre', CHROME, '192.0.2.7', 'data_centre'],
    ['a crawler in a data centre', 'Googlebot/2.1', '192.0.2.7', 'user_agent'],
    ['nothing but an address', undefined, ' 192.0.2.7 ', 'data_centre'],
    ['nothing', undefined, undefined, undefined],
    ['what is no text', 17, { ip: '192.0.2.7' }, undefined],
    ['an empty text', '', '', undefined],
  ])('%s', (_, userAgent, address, label) => expect(watch.labelOf(userAgent, address)).toBe(label))

  test.each(['node', 'curl/8.5.0', 'python-requests/2.31.0', 'okhttp/4.12.0', 'Go-http-client/1.1'])(
    'not when %s relays what a page sent',
    (library) => {
      expect(watch.labelOf(library, undefined, true)).toBeUndefined()
      expect(watch.labelOf(library, undefined)).toBe('user_agent')
      expect(watch.labelOf('Googlebot/2.1', undefined, true)).toBe('user_agent')
    },
  )

  test('without a list of data centres by the user agent alone', () => {
    expect(createBotWatch().labelOf(CHROME, '192.0.2.7')).toBeUndefined()
    expect(createBotWatch().labelOf('curl/8.5.0', undefined)).toBe('user_agent')
  })

  test('at a cost that made user agents do not raise', () => {
    const cpu = (run: (i: number) => void, times: number): number => {
      const before = process.cpuUsage()
      for (let i = 0; i < times; i++) run(i)
      const { user, system } = process.cpuUsage(before)
      return (user + system) / times
    }
    const known = cpu(() => watch.labelOf(CHROME, '198.51.100.1'), 100_000)
    const fresh = cpu((i) => watch.labelOf(`${CHROME} ${i}`, '198.51.100.1'), 20_000)
    const made = cpu((i) => watch.labelOf(`${'(a'.repeat(20_000)}${i}`, undefined), 2_000)
    console.info(
      `labelling a hit, µs: known user agent ${known.toFixed(2)}, new one ${fresh.toFixed(1)}, made one of 40 KB ${made.toFixed(1)}`,
    )
    expect(made).toBeLessThan(fresh * 20 + 50)
  })
})
