import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'
import { startTiktokAudiences } from '@weir/testkit'
import type { Page } from 'playwright-core'
import { ADMIN_KEY, startWeir } from '../../support/embedded.ts'
import type { LocalWeir } from '../../support/embedded.ts'
import { openBrowser } from '../browser.ts'
import type { Visitor } from '../browser.ts'
import { tellStory } from './story.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
/** What a browser says by itself of the question whether somebody has signed in. */
const NOT_SIGNED_IN = /401 \(Unauthorized\)/

const TOKEN = 'token-of-the-advertiser'

/** The console of a Weir with a month of a shop's visitors, and a browser to look at it. */
export interface ConsoleStage extends AsyncDisposable {
  weir: LocalWeir
  /** A browser of its own that has signed in. */
  signIn(how?: { key?: string; dark?: boolean; width?: number }): Promise<SignedInVisitor>
}

export interface SignedInVisitor extends AsyncDisposable {
  page: Page
  visitor: Visitor
  /** Goes to a page and waits until nothing more is asked of the service at once. */
  open(path: string): Promise<void>
  /** Errors of scripts and of the page's policy. */
  complaints: string[]
}

export async function openConsoleStage(): Promise<ConsoleStage> {
  process.env['TIKTOK_CONSOLE_TOKEN'] = TOKEN
  const platform = await startTiktokAudiences({ advertisers: ['7'], token: TOKEN })
  const weir = await startWeir({ WEIR_CLOCK: 'system' }, { tiktokUrl: platform.url })
  await tellStory(weir, Date.now())
  const browser = await openBrowser()
  return {
    weir,
    async signIn({ key = ADMIN_KEY, dark = false, width = 1280 } = {}) {
      const visitor = await browser.visit()
      const page = await visitor.context.newPage()
      await page.emulateMedia({ colorScheme: dark ? 'dark' : 'light' })
      await page.setViewportSize({ width, height: 860 })
      const complaints: string[] = []
      page.on('pageerror', (error) => complaints.push(error.message))
      page.on('console', (message) => {
        if (message.type() === 'error' && !NOT_SIGNED_IN.test(message.text())) complaints.push(message.text())
      })
      await page.goto(weir.url)
      await page.getByLabel('Key').fill(key)
      await page.getByRole('button', { name: 'Sign in' }).click()
      await page.getByRole('heading', { name: 'Home' }).waitFor()
      return {
        page,
        visitor,
        complaints,
        open: async (path) => {
          await page.goto(weir.url + path)
          await page.getByRole('heading', { level: 1 }).waitFor()
        },
        [Symbol.asyncDispose]: () => visitor[Symbol.asyncDispose](),
      }
    },
    async [Symbol.asyncDispose]() {
      await browser[Symbol.asyncDispose]()
      await weir[Symbol.asyncDispose]()
      await platform[Symbol.asyncDispose]()
    },
  }
}

/** What axe finds wrong with a page (WCAG 2.2 A and AA, and good practice), a line each. */
export async function accessFaults(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`(async () => {
    ${AXE}
    const { violations } = await axe.run()
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html, any }) => id + ': ' + html.slice(0, 200) + ' ' + (any[0]?.message ?? '')))
  })()`)
}
