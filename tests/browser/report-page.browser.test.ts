import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { tempFolder } from '@weir/testkit'
import { expect, test } from 'vitest'
import { reportPage } from '../../services/reporting/src/schedules/page.ts'
import { reportContent } from '../../services/reporting/test/report-content.ts'
import { openBrowser } from './browser.ts'

const HOSTILE = '<img src=x onerror=alert(1)>'

interface Box {
  top: number
  bottom: number
  left: number
  right: number
  height: number
}

test('the page of a report opens from a folder: nothing is fetched, nothing runs, nothing sticks out', async () => {
  await using folder = await tempFolder('page')
  const path = join(folder.path, 'report.html')
  const heading = { name: HOSTILE, tz: 'Europe/Berlin', madeAt: Date.UTC(2024, 4, 29, 5) }
  await writeFile(path, reportPage(heading, reportContent(HOSTILE)))
  await using browser = await openBrowser()
  await using visitor = await browser.visit()
  const page = await visitor.context.newPage()
  const asked: string[] = []
  const said: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  page.on('console', (message) => said.push(message.text()))
  page.on('pageerror', (error) => said.push(error.message))
  page.on('dialog', (dialog) => said.push(dialog.message()))
  await page.setViewportSize({ width: 1200, height: 900 })
  await page.goto(pathToFileURL(path).href)
  expect(asked).toEqual([pathToFileURL(path).href])
  expect(said).toEqual([])
  expect(await page.textContent('h1')).toBe(HOSTILE)
  expect(await page.locator('figure svg').count()).toBe(12)
  for (const width of [1200, 400]) {
    await page.setViewportSize({ width, height: 900 })
    const widths = '[document.documentElement.scrollWidth, document.documentElement.clientWidth]'
    const [scrolled = Infinity, visible = 0] = await page.evaluate<number[]>(widths)
    expect(scrolled, `${width} px`).toBeLessThanOrEqual(visible)
  }
  // Each chart has a height, and none lies upon the next.
  const script = `[...document.querySelectorAll('figure')].map((one) => one.getBoundingClientRect().toJSON())`
  const boxes = await page.evaluate<Box[]>(script)
  for (const [i, box] of boxes.entries()) {
    expect(box.height).toBeGreaterThan(60)
    for (const other of boxes.slice(i + 1))
      expect(box.bottom <= other.top || other.bottom <= box.top || box.right <= other.left || other.right <= box.left).toBe(true)
  }
})
