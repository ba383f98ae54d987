import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { tempFolder } from '@weir/testkit'
import { chromium } from 'playwright-core'
import type { BrowserContext, Page } from 'playwright-core'

/** Debian's; what else a machine has may be named. */
const CHROMIUM = '/usr/bin/chromium'
const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** A profile of its own, and what it posted to the pixel's door. */
export interface Visitor extends AsyncDisposable {
  context: BrowserContext
  posted: Posted[]
  open(url: string): Promise<Page>
}

export interface Posted {
  event: string
  event_id: string
  context: { user: Record<string, string>; consent?: Record<string, unknown>; page: { url: string }; limited_data_use?: boolean }
  properties: Record<string, unknown>
  /** How the browser sent it: `fetch`, or `ping` for a beacon. */
  how: string
}

const HOW = { executablePath: CHROMIUM, headless: true, args: ARGS }

/** One browser for many visitors, each with a profile of its own. */
export async function openBrowser(): Promise<AsyncDisposable & { visit(): Promise<Visitor> }> {
  const browser = await chromium.launch(HOW)
  return {
    visit: async () => {
      const context = await browser.newContext()
      return visitorIn(context, () => context.close())
    },
    [Symbol.asyncDispose]: () => browser.close(),
  }
}

/** A visitor whose browser takes cookies of other sites than the page's, or does not. */
export async function visitorWithThirdPartyCookies(allowed: boolean): Promise<Visitor> {
  const folder = await tempFolder('chromium')
  const profile = { cookie_controls_mode: allowed ? 0 : 1, block_third_party_cookies: !allowed }
  await mkdir(join(folder.path, 'Default'))
  await writeFile(join(folder.path, 'Default', 'Preferences'), JSON.stringify({ profile }))
  const context = await chromium.launchPersistentContext(folder.path, HOW)
  return visitorIn(context, async () => {
    await context.close()
    await folder[Symbol.asyncDispose]()
  })
}

function visitorIn(context: BrowserContext, close: () => Promise<void>): Visitor {
  const posted: Posted[] = []
  context.on('request', (request) => {
    const body = request.method() === 'POST' && request.url().endsWith('/api/v2/pixel') ? request.postData() : null
    if (body !== null) posted.push({ ...JSON.parse(body), how: request.resourceType() })
  })
  return {
    context,
    posted,
    async open(url) {
      const page = await context.newPage()
      await page.goto(url)
      return page
    },
    [Symbol.asyncDispose]: close,
  }
}
