import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openConsoleStage } from './console/stage.ts'
import type { ConsoleStage } from './console/stage.ts'

// What ad-ops and administrators do in the console every day, on the embedded service.

let stage: ConsoleStage
beforeAll(async () => {
  stage = await openConsoleStage()
}, 180_000)
afterAll(() => stage[Symbol.asyncDispose]())

describe('experiments', () => {
  test('are found, and tell what to do, how sure that is, and what was planned', async () => {
    await using user = await stage.signIn()
    const { page } = user
    await page.getByRole('link', { name: 'Experiments', exact: true }).click()
    await page.getByLabel('State').selectOption('planned')
    await page.getByRole('link', { name: 'Green button' }).waitFor()
    expect(await page.getByRole('link', { name: 'Blue button' }).count()).toBe(0)
    await page.getByLabel('State').selectOption('')
    await page.getByRole('link', { name: 'Blue button' }).click()
    await page.getByText('It is better').waitFor()
    const told = await stage.weir.client.get<{ decision: { text: string }; arms: { people: number }[] }>(
      '/v1/experiments/button/results',
    )
    expect(await page.getByTestId('decision').textContent()).toContain(told.decision.text)
    const sizes = await page.getByRole('region', { name: 'Arms' }).locator('tbody td:nth-child(2)').allTextContents()
    expect(sizes).toEqual(told.arms.map(({ people }) => String(people)))
    const table = page.getByRole('region', { name: 'What decides' })
    expect(await table.textContent()).toContain('(better)')
    await page.getByText('For one look at the end').click()
    expect(new URL(page.url()).searchParams.get('interval')).toBe('fixed')
    await page.getByRole('link', { name: 'Definition' }).click()
    await page.getByText('A blue button sells more').waitFor()
    expect(user.complaints).toEqual([])
  })

  test('whose arms are not as planned say so before anything else', async () => {
    await using user = await stage.signIn()
    const { page } = user
    await user.open('/experiments/price')
    await page.getByText('The experiment is broken').waitFor()
    expect(await page.getByRole('alert').filter({ hasText: 'other sizes than planned' }).textContent()).toContain('< 0.0001')
    expect(await page.getByRole('region', { name: 'Where it comes from' }).textContent()).toContain('shop')
    expect(user.complaints).toEqual([])
  })
})

describe('a destination', () => {
  test('tells who is there, is tested, compared, paused and resumed, and has its receipts', async () => {
    await using user = await stage.signIn()
    const { page } = user
    const { size } = await stage.weir.client.get<{ size: number }>('/v1/segments/buyers/size')
    await page.getByRole('link', { name: 'Destinations', exact: true }).click()
    await page.getByText('in step').waitFor({ timeout: 30_000 })
    await page.getByRole('link', { name: 'Buyers at TikTok' }).click()
    await page.getByRole('button', { name: 'Test' }).click()
    await page.getByText('It can be reached.').waitFor()
    await page.getByRole('button', { name: 'Compare now' }).click()
    await page.getByTestId('difference').waitFor()
    expect(await page.getByTestId('difference').textContent()).toContain(`are as they should be${size}`)
    await page.getByRole('button', { name: 'Pause …' }).click()
    await page.getByRole('button', { name: 'Pause now' }).click()
    await page.getByText('paused', { exact: true }).waitFor()
    expect(await stage.weir.client.get('/v1/destinations/tiktok')).toMatchObject({ state: 'paused' })
    await page.getByRole('button', { name: 'Resume' }).click()
    await page.getByText('in step').waitFor({ timeout: 30_000 })
    await page.getByRole('button', { name: 'Sync …' }).click()
    await page.getByLabel('Send all of it again').check()
    await page.getByRole('button', { name: 'Sync now' }).click()
    await page.getByRole('link', { name: 'Log' }).click()
    await page.getByText('done', { exact: true }).first().waitFor()
    expect(user.complaints).toEqual([])
  })

  test('that loses somebody has them in its certificate', async () => {
    await using user = await stage.signIn()
    const { page } = user
    await stage.weir.client.send([
      {
        source: 'shop',
        event: 'Consent',
        event_id: 'withdrawal',
        event_time: new Date().toISOString(),
        user: { email: 'person-4@example.com' },
        consent: { purposes: { profiling: false } },
      },
    ])
    await expect
      .poll(async () => (await stage.weir.client.get<{ confirmed: number }>('/v1/destinations/tiktok/certificate')).confirmed, {
        timeout: 30_000,
      })
      .toBe(1)
    await user.open('/destinations/tiktok?tab=certificate')
    const row = page.getByRole('region', { name: 'Who was removed' }).locator('tbody tr')
    await row.waitFor()
    expect(await row.locator('td').nth(1).textContent()).toMatch(/^(consent|opt_out)$/)
    expect(user.complaints).toEqual([])
  })
})

describe('settings', () => {
  test('make a key that is shown once, tell who made it, and revoke it', async () => {
    await using user = await stage.signIn()
    const { page } = user
    await page.getByRole('link', { name: 'Settings', exact: true }).click()
    await page.getByLabel('Name').fill('Agency')
    await page.getByLabel('export').check()
    await page.getByRole('button', { name: 'Make key' }).click()
    const secret = (await page.getByTestId('secret').textContent()) ?? ''
    const asAgency = () =>
      stage.weir.client.call('GET', '/v1/segments', undefined, { authorization: `Bearer ${secret}` }).then(({ status }) => status)
    expect(await asAgency()).toBe(200)
    const row = page.getByRole('row', { name: 'Agency' })
    expect(await row.textContent()).toContain('readexport')
    await row.getByRole('button', { name: 'Revoke' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
    await row.waitFor({ state: 'detached' })
    await expect.poll(asAgency, { timeout: 15_000 }).toBe(401)
    await page.getByRole('link', { name: 'Audit trail' }).click()
    await page.getByText('POST /v1/keys').first().waitFor({ timeout: 15_000 })
    await page.getByLabel('Of what').fill('nothing-of-ours')
    await page.getByText('Nobody changed anything like this').waitFor()
    expect(new URL(page.url()).searchParams.get('target')).toBe('nothing-of-ours')
    expect(user.complaints).toEqual([])
  })

  test('sign another browser out', async () => {
    const { secret } = await stage.weir.client.post<{ secret: string }>('/v1/keys', { name: 'lent', scopes: ['read'] })
    await using other = await stage.signIn({ key: secret })
    await other.open('/settings')
    expect(await other.page.getByRole('link', { name: 'Keys' }).count()).toBe(0)
    await using user = await stage.signIn()
    await user.open('/settings?tab=sessions')
    const row = user.page.getByRole('row', { name: 'lent' })
    await row.getByRole('button', { name: 'Sign out' }).click()
    await user.page.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click()
    await row.waitFor({ state: 'detached' })
    await expect
      .poll(
        async () => {
          await other.page.reload()
          const form = other.page.getByLabel('Key').waitFor({ timeout: 2_000 })
          return form.then(
            () => true,
            () => false,
          )
        },
        { timeout: 15_000, interval: 200 },
      )
      .toBe(true)
    expect(user.complaints).toEqual([])
  })

  test('count what was refused by why, and show one kind of it', async () => {
    await using user = await stage.signIn()
    const { page } = user
    const bad = { source: 'shop', event: 'Purchase', event_id: 'bad', event_time: 'never', user: {} }
    await stage.weir.client.call('POST', '/v1/events', [bad])
    await stage.weir.client.call('POST', '/v1/events', [{ ...bad, source: 'nowhere', event_time: new Date().toISOString() }])
    await stage.weir.settled()
    await user.open('/settings?tab=rejected')
    const chips = page.getByRole('group', { name: 'By why' }).getByRole('button')
    await expect.poll(() => chips.count(), { timeout: 15_000 }).toBeGreaterThan(1)
    const all = await page.getByRole('region', { name: 'Rejected' }).locator('tbody tr').count()
    await chips.first().click()
    await expect.poll(() => page.getByRole('region', { name: 'Rejected' }).locator('tbody tr').count()).toBeLessThan(all)
    expect(new URL(page.url()).searchParams.get('code')).not.toBe(null)
    expect(user.complaints).toEqual([])
  })
})
