import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { ROOT } from '../../tidy/repository.ts'
import { CONSOLE_PAGES } from './pages.ts'
import { openConsoleStage } from './stage.ts'
import type { ConsoleStage } from './stage.ts'

// npm run docs:console: pictures of every page in light, dark and at the width of a phone.

const FOLDER = 'docs/console'
const LOOKS = [
  { name: 'light', dark: false, width: 1280 },
  { name: 'dark', dark: true, width: 1280 },
  { name: 'phone', dark: false, width: 390 },
] as const
/** Of WebP, in percent: texts can be read, and all pictures together stay small. */
const QUALITY = 50

type Look = (typeof LOOKS)[number]

/** `/segments/buyers?tab=members` is `segments-buyers-members`. */
function nameOf(path: string): string {
  const words = path.replace(/\w+=/g, '').split(/[^a-z0-9]+/i)
  return (
    words
      .filter((word) => word !== '')
      .join('-')
      .toLowerCase() || 'home'
  )
}

async function picture(page: Page): Promise<Buffer> {
  const session = await page.context().newCDPSession(page)
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: QUALITY })
  await session.detach()
  return Buffer.from(data, 'base64')
}

/** @returns bytes of all pictures of a look. */
async function takeAll(stage: ConsoleStage, look: Look, pages: readonly (readonly [string, string])[]): Promise<number> {
  await using user = await stage.signIn(look)
  let bytes = 0
  for (const [path, text] of pages) {
    await user.open(path)
    await user.page.getByText(text).or(user.page.getByLabel(text)).first().waitFor({ timeout: 90_000 })
    await user.page.waitForLoadState('networkidle')
    const taken = await picture(user.page)
    bytes += taken.length
    await writeFile(join(ROOT, FOLDER, `${nameOf(path)}-${look.name}.webp`), taken)
  }
  return bytes
}

const page = (paths: readonly string[]): string =>
  [
    '# The console in pictures',
    '',
    'Written by `npm run docs:console`, with a made-up shop. [The console](../console.md) says what the pages do.',
    '',
    '| page | light | dark | phone |',
    '|---|---|---|---|',
    ...paths.map((path) => {
      const cells = LOOKS.map(({ name }) => `![${nameOf(path)}, ${name}](${nameOf(path)}-${name}.webp)`)
      return `| \`${path}\` | ${cells.join(' | ')} |`
    }),
    '',
  ].join('\n')

await using stage = await openConsoleStage()
// The segment with markup in its name is for tests.
await stage.weir.client.call('DELETE', '/v1/segments/hostile')
const pages = CONSOLE_PAGES.map(([path, text]) => [path.replace('hostile', 'buyers'), text] as const)
await rm(join(ROOT, FOLDER), { recursive: true, force: true })
await mkdir(join(ROOT, FOLDER), { recursive: true })
let bytes = 0
for (const look of LOOKS) bytes += await takeAll(stage, look, pages)
await writeFile(join(ROOT, FOLDER, 'README.md'), page(pages.map(([path]) => path)))
process.stdout.write(`${pages.length * LOOKS.length} pictures, ${Math.round(bytes / 1024)} KiB\n`)
