import { afterAll, beforeAll, expect, test } from 'vitest'
import { openConsoleStage } from './console/stage.ts'
import type { ConsoleStage } from './console/stage.ts'

// Reports in the console, each beside what the API says, on the embedded service.

let stage: ConsoleStage
beforeAll(async () => {
  stage = await openConsoleStage()
}, 180_000)
afterAll(() => stage[Symbol.asyncDispose]())

test('a cap is recommended, dragged, and saved as a segment', async () => {
  await using user = await stage.signIn()
  const { page } = user
  const { rows, cap } = await stage.weir.client.get<{
    rows: { n: number; impressions: number }[]
    cap: { exposures: number; impressions_beyond: number }
  }>('/v1/reports/exposure?campaign=often')
  await user.open('/reports?kind=exposure&campaign=often')
  const figures = page.getByTestId('cap-losses')
  const saved = () => figures.getByText('Impressions saved').locator('..').locator('.figure-value').textContent()
  await page.getByRole('heading', { name: `A cap of ${cap.exposures}` }).waitFor()
  expect(await saved()).toBe(String(cap.impressions_beyond))
  await page.getByRole('slider', { name: 'Show no more often than' }).focus()
  await page.keyboard.press('ArrowLeft')
  const less = cap.exposures - 1
  await page.getByRole('heading', { name: `A cap of ${less}` }).waitFor()
  await page.reload()
  await page.getByRole('heading', { name: `A cap of ${less}` }).waitFor()
  const beyond = rows.filter(({ n }) => n > less).reduce((sum, { impressions }) => sum + impressions, 0)
  expect((await saved())?.replaceAll(',', '')).toBe(String(beyond))
  await page.getByLabel('Id of a segment').fill('tired')
  await page.getByRole('button', { name: 'Save as a segment' }).click()
  await page.getByText('Saved: tired').waitFor()
  const { rule } = await stage.weir.client.get<{ rule: { count: object } }>('/v1/segments/tired')
  expect(rule.count).toEqual({ gte: less })
  expect(user.complaints).toEqual([])
})

test('models of attribution stand beside each other, with the figures of the API', async () => {
  await using user = await stage.signIn()
  const { page } = user
  const { rows } = await stage.weir.client.get<{ rows: { campaign: string; model: string; conversions: number }[] }>(
    '/v1/reports/segments?group_by=campaign&metrics=conversions&model=all',
  )
  await user.open('/reports')
  await page.getByText('Attribution', { exact: true }).click()
  const table = page.getByRole('region', { name: 'Table of the report' })
  // Every model is a report of its own.
  await table.getByText('Last touch').waitFor({ timeout: 90_000 })
  const heads = await table.locator('thead th').allTextContents()
  expect(heads.slice(1)).toEqual(['Last touch', 'First touch', 'Linear', 'Time decay', 'By position', 'Shapley'])
  const last = rows.filter(({ model }) => model === 'last_touch').toSorted((a, b) => b.conversions - a.conversions)
  expect(last.length).toBeGreaterThan(1)
  const shown = await table.locator('tbody tr td:nth-child(2)').allTextContents()
  expect(shown.slice(0, last.length)).toEqual(last.map(({ conversions }) => String(conversions)))
  expect(new URL(page.url()).searchParams.get('kind')).toBe('attribution')
  expect(user.complaints).toEqual([])
}, 180_000)

test('segments are beside everything else, and over time, and ways are drawn with their numbers', async () => {
  await using user = await stage.signIn()
  const { page } = user
  const table = page.getByRole('region', { name: 'Table of the report' })
  const { rows } = await stage.weir.client.get<{ rows: { segment: string }[] }>('/v1/reports/leaderboard?metric=cpa')
  await user.open('/reports?kind=leaderboard')
  await table.waitFor()
  expect(await table.getByRole('link').allTextContents()).toEqual(rows.map(({ segment }) => segment))
  await user.open('/reports?kind=growth&segments=buyers')
  await table.waitFor()
  const { size } = await stage.weir.client.get<{ size: number }>('/v1/segments/buyers/size')
  expect(await table.locator('tbody td').last().textContent()).toBe(String(size))
  await user.open('/reports?kind=journeys&steps=ViewContent,Purchase')
  await table.waitFor()
  // The chart comes with code of its own, after the table.
  await page.getByRole('img', { name: 'Journeys' }).locator('canvas').waitFor()
  expect(await table.textContent()).toContain('ViewContent → Purchase')
  expect(user.complaints).toEqual([])
})

test('a schedule is made, run, and its report opened', async () => {
  await using user = await stage.signIn()
  const { page } = user
  await user.open('/reports?kind=schedules')
  await page.getByLabel('Name').fill('Every Monday')
  await page.getByRole('button', { name: 'Save schedule' }).click()
  const schedule = page.getByRole('region', { name: 'Every Monday' })
  await schedule.getByRole('button', { name: 'Make it now' }).click()
  await schedule.getByRole('listitem').getByText('done', { exact: true }).waitFor({ timeout: 30_000 })
  const address = await schedule.getByRole('link', { name: /html$/ }).getAttribute('href')
  const report = await stage.weir.client.call<string>('GET', address!)
  expect([report.status, report.body.includes('Every Monday')]).toEqual([200, true])
  await schedule.getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await schedule.waitFor({ state: 'detached' })
  expect(user.complaints).toEqual([])
})
