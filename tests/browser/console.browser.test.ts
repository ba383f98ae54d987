import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { accessFaults, openConsoleStage } from './console/stage.ts'
import type { ConsoleStage } from './console/stage.ts'
import { CONSOLE_PAGES } from './console/pages.ts'
import { HOSTILE_NAME } from './console/story.ts'
import { openShop } from './shop.ts'
import { ADMIN_KEY } from '../support/embedded.ts'

// The tasks of a new user, in a real browser, on the embedded service.

let stage: ConsoleStage
beforeAll(async () => {
  stage = await openConsoleStage()
}, 120_000)
afterAll(() => stage[Symbol.asyncDispose]())

describe('who has signed in', () => {
  test('leaves the key in no address and in no storage, and can sign out', async () => {
    await using user = await stage.signIn()
    const { page } = user
    await user.open('/segments')
    const stored = await page.evaluate<string>(
      'JSON.stringify([{ ...localStorage }, { ...sessionStorage }, location.href, document.cookie])',
    )
    expect(stored).not.toContain(ADMIN_KEY)
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByLabel('Key').waitFor()
    await page.reload()
    await page.getByLabel('Key').waitFor()
    expect(user.complaints).toEqual([])
  })

  test('is told what is wrong with a key', async () => {
    await using user = await stage.signIn()
    const { page } = user
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByLabel('Key').fill('not-a-key-of-anybody')
    await page.getByRole('button', { name: 'Sign in' }).click()
    expect(await page.getByRole('alert').textContent()).toContain('did not work')
  })

  test('sees only what the key allows', async () => {
    const { secret } = await stage.weir.client.post<{ secret: string }>('/v1/keys', { name: 'viewer', scopes: ['read'] })
    await using viewer = await stage.signIn({ key: secret })
    const { page } = viewer
    await viewer.open('/segments')
    expect(await page.getByRole('link', { name: 'New segment' }).count()).toBe(0)
    await viewer.open('/segments/buyers')
    await page.getByText('People who did').waitFor()
    expect(await page.getByRole('link', { name: 'Edit' }).count()).toBe(0)
    expect(await page.getByRole('link', { name: 'Export' }).count()).toBe(0)
    // Who types the address gets to see what is refused, and nothing happens.
    await viewer.open('/segments/new?name=X&id=x')
    await page.getByRole('button', { name: 'Save segment' }).click()
    expect(await page.getByRole('alert').textContent()).toMatch(/scope|admin/)
    expect((await stage.weir.client.call('GET', '/v1/segments/x')).status).toBe(404)
  })
})

describe('tasks', () => {
  test('cart abandoners from a template: the size before, saved, and why one is in it', async () => {
    await using user = await stage.signIn()
    const { page } = user
    await page.getByRole('link', { name: 'Segments', exact: true }).click()
    await page.getByRole('link', { name: 'New segment' }).click()
    await page.getByRole('button', { name: 'Cart abandoners' }).click()
    await page.getByText('Everybody was counted').waitFor()
    const size = await page.getByTestId('preview-size').textContent()
    expect(size).toBe('20')
    expect(await page.getByTestId('reading').textContent()).toContain('did not do “Purchase” since their newest “AddToCart”')
    await page.getByRole('button', { name: 'Save segment' }).click()
    await page.getByRole('heading', { name: 'Cart abandoners' }).waitFor()
    await page.getByText('live', { exact: true }).waitFor()
    await page.getByRole('link', { name: 'Members' }).click()
    await page.getByText('The first 20 members.').waitFor()
    await page.getByRole('link', { name: 'Why?' }).first().click()
    await page.getByText('In the segment', { exact: true }).waitFor()
    await page.getByText('1 events').first().click()
    expect(await page.getByRole('region', { name: 'Why?' }).textContent()).toContain('AddToCart (shop)')
    expect(user.complaints).toEqual([])
  })

  test('a live segment edited: the difference looked at, saved, and rolled back', async () => {
    await using user = await stage.signIn()
    const { page } = user
    await user.open('/segments/repeat-buyers')
    await page.getByRole('link', { name: 'Edit' }).click()
    await page.getByRole('textbox', { name: 'Value' }).fill('1')
    await page.getByRole('button', { name: 'Review the change' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('20 → 30 people').waitFor()
    expect(await dialog.textContent()).toContain('+10')
    await dialog.getByRole('button', { name: 'Why?' }).first().click()
    await dialog.getByText('Not in the segment').waitFor()
    await dialog.getByRole('button', { name: 'Save the change' }).click()
    await page.getByText('version 2').waitFor()
    expect(await stage.weir.client.get('/v1/segments/repeat-buyers')).toMatchObject({ version: 2, size: 30 })
    await page.getByRole('link', { name: 'Versions' }).click()
    await page.getByRole('button', { name: 'Restore' }).click()
    await page.getByText('Restored').waitFor()
    expect(await stage.weir.client.get('/v1/segments/repeat-buyers')).toMatchObject({ version: 3, size: 20 })
    expect(user.complaints).toEqual([])
  })

  test('a source made, its snippet copied, and the first event seen', async () => {
    await using user = await stage.signIn()
    const { page, visitor } = user
    await visitor.context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await page.getByRole('link', { name: 'Sources', exact: true }).click()
    await page.getByLabel('Name').fill('Second shop')
    await page.getByLabel('Code').fill('CSECOND')
    await page.getByLabel('What events mean').selectOption('assumed')
    await page.getByRole('button', { name: 'Create source' }).click()
    await page.getByText('Waits for the first event').waitFor()
    await page.getByRole('button', { name: 'Copy' }).click()
    const snippet = await page.evaluate<string>('navigator.clipboard.readText()')
    expect(snippet).toContain("ttq.load('CSECOND')")
    await using shop = await openShop(stage.weir.url)
    await visitor.open(shop.origin + shop.html(snippet))
    await page.bringToFront()
    await page.getByText('Works: 1 events').waitFor({ timeout: 20_000 })
    expect(user.complaints).toEqual([])
  })

  test('the segment with the best CPA found, and exported as TikTok takes it', async () => {
    await using user = await stage.signIn()
    const { page } = user
    await page.getByRole('link', { name: 'Reports', exact: true }).click()
    const table = page.getByRole('region', { name: 'Table of the report' })
    await table.getByRole('button', { name: 'cpa_EUR' }).click()
    await table.getByRole('button', { name: 'cpa_EUR' }).click()
    expect(await table.locator('th[aria-sort="ascending"]').textContent()).toBe('cpa_EUR')
    const best = table.getByRole('link').first()
    expect(await best.textContent()).toBe('repeat-buyers')
    await best.click()
    await page.getByRole('link', { name: 'Export' }).click()
    await page.getByLabel('Format').selectOption('tiktok_file')
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Download' }).click()])
    const lines = (await readFile(await download.path(), 'utf8')).trim().split('\n')
    const { size } = await stage.weir.client.get<{ size: number }>('/v1/segments/repeat-buyers/size')
    expect(lines).toHaveLength(size)
    for (const line of lines) expect(line).toMatch(/^[0-9a-f]{64}$/)
    expect(user.complaints).toEqual([])
  })

  test('the keyboard leads anywhere, in German, too', async () => {
    await using user = await stage.signIn()
    const { page } = user
    await page.getByLabel('Language').selectOption('de')
    await page.getByRole('heading', { name: 'Übersicht' }).waitFor()
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox', { name: 'Seite oder Segment' }).fill('repeat')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Repeat buyers' }).waitFor()
    await page.getByText('Personen mit: mindestens').waitFor()
    await page.keyboard.press('/')
    await page.getByRole('heading', { name: 'Segmente' }).waitFor()
    await page.keyboard.press('/')
    await page.keyboard.type('hostile')
    await page.getByText('1 von ').waitFor()
    expect(new URL(page.url()).searchParams.get('q')).toBe('hostile')
    await page.reload()
    expect(await page.getByRole('searchbox').inputValue()).toBe('hostile')
    await page.goBack()
    await page.getByRole('heading', { name: 'Repeat buyers' }).waitFor()
    expect(user.complaints).toEqual([])
  })

  test('a person found by an identifier, read, and erased', async () => {
    await using user = await stage.signIn()
    const { page } = user
    await page.getByRole('link', { name: 'People', exact: true }).click()
    await page.getByLabel(/^Identifier/).fill('person-1@example.com')
    await page.getByRole('button', { name: 'Find' }).click()
    await page.getByText('Entered repeat-buyers').first().waitFor()
    expect(page.url()).not.toContain('example.com')
    await page.getByText('In the segment', { exact: true }).waitFor()
    // Before their first event they were in none.
    const slider = page.getByRole('slider')
    await slider.focus()
    await page.keyboard.press('Home')
    await page.getByText('Not in the segment').waitFor()
    await page.getByRole('button', { name: 'Erase …' }).click()
    await page.getByLabel('I want to erase this person for good').check()
    await page.getByRole('button', { name: 'Erase now' }).click()
    await page.getByText('Done: nothing is kept of this person.').waitFor({ timeout: 45_000 })
    expect((await stage.weir.client.call('GET', '/v1/people/email:person-1@example.com')).status).toBe(404)
    expect(user.complaints).toEqual([])
  })
})

describe.each([
  ['light', 1280],
  ['dark', 1280],
  ['light', 390],
] as const)('every page, %s, %i px', (scheme, width) => {
  test('is accessible, sticks to its policy and its width, and shows markup in names as text', async () => {
    await using user = await stage.signIn({ dark: scheme === 'dark', width })
    const { page } = user
    const { members } = await stage.weir.client.get<{ members: { person: string }[] }>('/v1/segments/hostile/members?limit=1')
    for (const [path, text] of [...CONSOLE_PAGES, [`/people/${members[0]!.person}?segment=hostile`, 'What happened'] as const]) {
      await user.open(path)
      const found = page.getByText(text).or(page.getByLabel(text)).first()
      await found.waitFor({ timeout: 90_000 })
      await page.waitForLoadState('networkidle', { timeout: 90_000 })
      expect(await accessFaults(page), path).toEqual([])
      const [scrolled = Infinity, visible = 0] = await page.evaluate<number[]>(
        '[document.documentElement.scrollWidth, document.documentElement.clientWidth]',
      )
      expect(scrolled, `${path} at ${width} px`).toBeLessThanOrEqual(visible)
      expect(await page.evaluate('window.hacked === undefined && document.querySelectorAll("img[src=x]").length'), path).toBe(0)
    }
    await user.open('/segments/hostile')
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe(HOSTILE_NAME)
    expect(user.complaints).toEqual([])
  }, 480_000)
})
