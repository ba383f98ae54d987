import type { Metric } from '../reports/catalogue.ts'
import { metricDefinition } from '../reports/catalogue.ts'
import type { ReportRow } from '../shared/money/rows.ts'
import { amountsOf, metricTitle, shownAmount, shownCell, shownChange } from './amounts.ts'
import { barChart, COLOURS, lineChart } from './charts.ts'
import type { ReportContent } from './content.ts'
import { escapeHtml } from './escape.ts'
import { STYLE } from './style.ts'

/** What stands above the numbers. */
export interface Heading {
  name: string
  tz: string
  /** When it was made, Unix ms. */
  madeAt: number
}

/** Charts of more metrics than this tire who reads. */
const CHARTS_MAX = 6
const LINES_MAX = 6
const ROWS_MAX = 200

/** A report as one page, which needs nothing beside itself: no script, font or picture. */
export function reportPage(heading: Heading, content: ReportContent): string {
  const { days, overall, segments, detail } = content
  const until = new Date(Date.parse(days.to) - 1).toISOString().slice(0, 10)
  const made = new Date(heading.madeAt).toISOString().slice(0, 16).replace('T', ' ')
  const parts = [
    overall === undefined ? empty() : tiles(content.metrics, overall),
    segments.length > 0 ? section('Segments', segmentsTable(content)) : '',
    section('Day by day', dayCharts(content)),
    segments.length > 1 ? section('Segments side by side', segmentCharts(content)) : '',
    detail === undefined ? '' : section('In detail', detailTable(content, detail)),
  ]
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeHtml(heading.name)}, ${days.from} to ${until}</title><style>${STYLE}</style></head>
<body><main>
<header><h1>${escapeHtml(heading.name)}</h1><p>${days.from} to ${until} <span>${escapeHtml(heading.tz)}</span></p></header>
${parts.join('\n')}
<footer><p>Made on ${made} UTC by Weir. Only people who granted measurement are counted. ${statusOf(content)}</p>
${glossary(content.metrics)}</footer>
</main></body></html>
`
}

function statusOf({ complete, final }: ReportContent): string {
  if (!complete) return 'Some of the newest events were still under way.'
  return final ? '' : 'Segments of late events may still be corrected.'
}

const section = (title: string, body: string): string => `<section><h2>${title}</h2>${body}</section>`
const empty = (): string => '<section><p class="none">Nothing happened in these days.</p></section>'

function tiles(metrics: readonly Metric[], row: ReportRow): string {
  const tile = (metric: Metric): string => {
    const shown = shownCell(metric, row[metric]).split(' · ').map(escapeHtml).join('<br>')
    return `<div class="tile"><h3>${metricTitle(metric)}</h3><p>${shown}</p>${changeOf(metric, row)}</div>`
  }
  return `<section class="tiles">${metrics.map(tile).join('')}</section>`
}

function changeOf(metric: Metric, row: ReportRow): string {
  const change = shownChange(metric, row[`change_${metric}`])
  return change === undefined
    ? '<small>&nbsp;</small>'
    : `<small class="${change.tone}">${change.text} <i>to the period before</i></small>`
}

function segmentsTable({ metrics, segments, names }: ReportContent): string {
  const row = (one: ReportRow): string => {
    const cells = metrics.map((metric) => {
      const change = shownChange(metric, one[`change_${metric}`])
      const small = change === undefined ? '' : `<small class="${change.tone}">${change.text}</small>`
      return `<td>${escapeHtml(shownCell(metric, one[metric]))}${small}</td>`
    })
    return `<tr><th scope="row">${escapeHtml(nameOf(one, names))}</th>${cells.join('')}</tr>`
  }
  return table(['Segment', ...metrics.map(metricTitle)], segments.map(row))
}

function detailTable(
  { metrics, names: called }: ReportContent,
  { columns, rows, totals }: NonNullable<ReportContent['detail']>,
): string {
  const isMetric = (column: string): column is Metric => (metrics as readonly string[]).includes(column)
  const cell = (row: ReportRow, column: string): string => {
    const value = row[column]
    if (isMetric(column)) return `<td>${escapeHtml(shownCell(column, value))}</td>`
    return typeof value === 'number'
      ? `<td>${value}</td>`
      : `<th scope="row">${escapeHtml(column === 'segment' ? nameOf(row, called) : typeof value === 'string' ? value : '–')}</th>`
  }
  // A column of money has one name and several currencies.
  const names = [...new Set(columns)].filter((column) => isMetric(column) || rows.some((row) => typeof row[column] === 'string'))
  const line = (row: ReportRow, kind = ''): string => `<tr${kind}>${names.map((name) => cell(row, name)).join('')}</tr>`
  const shown = rows.slice(0, ROWS_MAX).map((row) => line(row))
  const sums = (totals ?? []).map((row) => line(row, ' class="total"'))
  const more =
    rows.length > ROWS_MAX ? `<p class="none">${rows.length - ROWS_MAX} more rows are in the table that comes as CSV.</p>` : ''
  return (
    table(
      names.map((name) => (isMetric(name) ? metricTitle(name) : name)),
      [...shown, ...sums],
      names.filter((name) => !isMetric(name)).length,
    ) + more
  )
}

/** @param named so many columns are names, and the others numbers. */
function table(heads: readonly string[], rows: readonly string[], named = 1): string {
  const headOf = (one: string, i: number): string => `<th scope="col"${i < named ? ' class="name"' : ''}>${escapeHtml(one)}</th>`
  const head = heads.map(headOf).join('')
  return `<div class="table"><table><thead><tr>${head}</tr></thead><tbody>${rows.join('')}</tbody></table></div>`
}

/** The currency that most is told in, where it is money. */
function currencyOf(metric: Metric, rows: readonly ReportRow[]): string | undefined {
  const found = new Map<string, number>()
  for (const row of rows)
    for (const { currency } of amountsOf(row[metric]))
      if (currency !== undefined) found.set(currency, (found.get(currency) ?? 0) + 1)
  return [...found].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))[0]?.[0]
}

const valueIn = (metric: Metric, row: ReportRow | undefined, currency: string | undefined): number | null =>
  amountsOf(row?.[metric]).find((amount) => amount.currency === currency)?.value ?? null

/** Metrics that have something to draw. */
function drawn(metrics: readonly Metric[], rows: readonly ReportRow[]): Metric[] {
  return metrics
    .filter((metric) => rows.some((row) => amountsOf(row[metric]).some(({ value }) => value !== 0)))
    .slice(0, CHARTS_MAX)
}

function dayCharts({ metrics, byDay, days, names: called }: ReportContent): string {
  const dates: string[] = []
  for (let at = Date.parse(days.from); at < Date.parse(days.to); at += 86_400_000)
    dates.push(new Date(at).toISOString().slice(0, 10))
  const names = [...new Set(byDay.rows.map((row) => (typeof row['segment'] === 'string' ? row['segment'] : 'Everybody')))].slice(
    0,
    LINES_MAX,
  )
  const charts = drawn(metrics, byDay.rows).map((metric) => {
    const currency = currencyOf(metric, byDay.rows)
    const isSum = metricDefinition(metric).per === undefined
    const series = names.map((name) => {
      const own = new Map(byDay.rows.filter((row) => (row['segment'] ?? 'Everybody') === name).map((row) => [row['day'], row]))
      // A day without a row had nothing: a sum is 0 there, and a ratio has no value.
      return {
        name: called.get(name) ?? name,
        values: dates.map((day) => valueIn(metric, own.get(day), currency) ?? (isSum ? 0 : null)),
      }
    })
    return chart(
      metric,
      currency,
      lineChart({ days: dates, series, shown: (value) => shownAmount(metric, { currency: undefined, value }) }),
    )
  })
  return charts.length > 0
    ? `${legend(names.map((name) => called.get(name) ?? name))}<div class="charts">${charts.join('')}</div>`
    : '<p class="none">Nothing to draw.</p>'
}

/** Which colour is whose, once for all charts: names are long. */
function legend(names: readonly string[]): string {
  if (names.length < 2) return ''
  const entry = (name: string, i: number): string => `<li><i style="background:${COLOURS[i] ?? ''}"></i>${escapeHtml(name)}</li>`
  return `<ul>${names.map(entry).join('')}</ul>`
}

function segmentCharts({ metrics, segments, names: called }: ReportContent): string {
  const names = segments.map((row) => nameOf(row, called))
  const charts = drawn(metrics, segments).map((metric) => {
    const currency = currencyOf(metric, segments)
    const values = segments.map((row) => valueIn(metric, row, currency))
    return chart(
      metric,
      currency,
      barChart({ names, values, shown: (value) => shownAmount(metric, { currency: undefined, value }) }),
    )
  })
  return `<div class="charts">${charts.join('')}</div>`
}

const nameOf = ({ segment }: ReportRow, names: ReadonlyMap<string, string>): string =>
  typeof segment === 'string' ? (names.get(segment) ?? segment) : 'Everybody'

const chart = (metric: Metric, currency: string | undefined, svg: string): string =>
  `<figure><figcaption>${metricTitle(metric)}${currency === undefined ? '' : ` in ${escapeHtml(currency)}`}</figcaption>${svg}</figure>`

function glossary(metrics: readonly Metric[]): string {
  const entries = metrics.map(
    (metric) => `<dt>${metricTitle(metric)}</dt><dd>${escapeHtml(metricDefinition(metric).description)}</dd>`,
  )
  return `<dl>${entries.join('')}</dl>`
}
