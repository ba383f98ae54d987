import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ReportFormat } from '@weir/contracts'
import { csv } from '../shared/csv.ts'
import { moneyTable } from '../shared/money/rows.ts'
import type { ReportContent } from './content.ts'
import type { Heading } from './page.ts'

/** What a file of a report is to who downloads it. */
export const MEDIA_TYPES: Readonly<Record<ReportFormat, string>> = {
  html: 'text/html; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
  json: 'application/json; charset=utf-8',
}

export const fileName = (format: ReportFormat): string => `report.${format}`

/** The content of each file, in the order of the formats. */
export async function filesOf(
  heading: Heading,
  content: ReportContent,
  formats: readonly ReportFormat[],
): Promise<Map<ReportFormat, string>> {
  const { columns, rows } = content.detail ?? content.byDay
  const makers: Record<ReportFormat, () => string | Promise<string>> = {
    html: () => drawPage(heading, content),
    csv: () => csv(moneyTable(columns, rows)),
    json: () => `${JSON.stringify(jsonOf(heading, content), null, 2)}\n`,
  }
  const files = new Map<ReportFormat, string>()
  for (const format of formats) files.set(format, await makers[format]())
  return files
}

/** What draws charts is a third of all modules: it is loaded where a page is made. */
async function drawPage(heading: Heading, content: ReportContent): Promise<string> {
  const { reportPage } = await import('./page.ts')
  return reportPage(heading, content)
}

/** The numbers of a report, as its JSON file and its webhook have them. */
export function jsonOf(
  { name, tz, madeAt }: Heading,
  { days, overall, segments, byDay, detail, complete, final }: ReportContent,
): object {
  return {
    name,
    ...days,
    tz,
    made_at: new Date(madeAt).toISOString(),
    complete,
    final,
    overall: overall ?? null,
    segments,
    days: byDay.rows,
    ...(detail && { rows: detail.rows, totals: detail.totals }),
  }
}

/** Where the files of one run are: `2024-05-06T070000Z`, the instant it was due at. */
export function folderOf(root: string, id: string, due: number): string {
  return join(root, id, new Date(due).toISOString().slice(0, 19).replaceAll(':', '').concat('Z'))
}

/** Writes all files of a run at once: a reader finds the whole report or none. */
export async function keepFiles(folder: string, files: ReadonlyMap<ReportFormat, string>): Promise<void> {
  const making = `${folder}.making`
  await rm(making, { recursive: true, force: true })
  await mkdir(making, { recursive: true })
  for (const [format, text] of files) await writeFile(join(making, fileName(format)), text)
  await rm(folder, { recursive: true, force: true })
  await rename(making, folder)
}

/** A file of a run; undefined where it is not on this machine. */
export async function readReport(folder: string, format: ReportFormat): Promise<Buffer | undefined> {
  // It may lie with another process, or have been cleared away; the caller says so.
  return readFile(join(folder, fileName(format))).catch(() => undefined)
}
