import { money, percent, table, whole } from '../cli/table.ts'
import { dayOf, secondOf } from './days.ts'
import type { Figure, MetricsRow, SegmentSummary } from './figures.ts'
import type { ShownMember, Passing } from './members.ts'

/** Everything that the report shows. Times in Unix ms. */
export interface Findings {
  loaded: { orders: number; customers: number; from: number; to: number; ads: number; seconds: number }
  /** The file of the report that was made on schedule. */
  page: string
  logTime: number
  watermark: string | null
  segments: SegmentSummary[]
  metrics: { from: number; to: number; rows: MetricsRow[]; everybody: MetricsRow | undefined }
  figures: Figure[]
  passing: {
    from: number
    to: number
    segments: { id: string; name: string; days: number; passing: Passing }[]
    next: { id: string; members: ShownMember[] }
  }
  export: { id: string; lines: string[]; total: number }
}

/** The report as text. Pure: the same findings give the same text. */
export function formatReport(findings: Findings): string {
  return [loaded(findings), figures(findings), segments(findings), passing(findings), exported(findings), page(findings)].join(
    '\n\n',
  )
}

function page({ page }: Findings): string {
  return [
    heading('A report to pass on'),
    'One page with charts, which opens without a network; "monthly" makes it on the first of every month:',
    page,
  ].join('\n')
}

function loaded({ loaded, logTime, watermark }: Findings): string {
  const perSecond = (loaded.orders + loaded.ads) / Math.max(loaded.seconds, 0.001)
  return [
    heading('What was loaded'),
    `${whole(loaded.orders)} orders of ${whole(loaded.customers)} customers, ${dayOf(loaded.from)} to ${dayOf(loaded.to)} (Superstore, a public sample), as Events API 2.0`,
    `${whole(loaded.ads)} ad impressions, plays and clicks around them (simulated)`,
    `in ${loaded.seconds.toFixed(1)} s, in the order of time, everything folded and in the warehouse (${whole(perSecond)} events/s)`,
    `log time ${secondOf(logTime)}; the warehouse holds everything received until ${watermark ?? 'nothing yet'}`,
  ].join('\n')
}

function figures({ figures, logTime }: Findings): string {
  const columns = [
    { head: 'bought in the last' },
    { head: 'live segment', right: true },
    { head: 'warehouse SQL', right: true },
    { head: 'counted in the file', right: true },
    { head: '' },
  ]
  const rows = figures.map((figure) => [
    `${figure.days} days`,
    whole(figure.live),
    whole(figure.warehouse),
    whole(figure.counted),
    agrees(figure) ? 'equal' : 'DIFFERENT',
  ])
  return `${heading(`Customers at ${secondOf(logTime)}, counted in three ways`)}\n${table(columns, rows)}`
}

/** Whether the three ways of counting come to the same. */
export function agrees({ live, warehouse, counted }: Figure): boolean {
  return live === counted && warehouse === counted
}

function segments({ segments, metrics }: Findings): string {
  const columns = [
    { head: 'segment' },
    { head: 'size', right: true },
    { head: 'impressions*', right: true },
    { head: 'CTR*', right: true },
    { head: 'completion*', right: true },
    { head: 'spend USD*', right: true },
    { head: 'orders after ads*', right: true },
    { head: 'CPA USD*', right: true },
    { head: 'what it is' },
  ]
  const rows = segments.map(({ id, name, size }) => [
    id,
    whole(size),
    ...metricCells(metrics.rows.find((row) => row.segment === id)),
    name,
  ])
  const everybody = ['(everybody)', '', ...metricCells(metrics.everybody), '']
  return [
    heading(
      `Segments now, and how their members of the time answered to ads, ${dayOf(metrics.from)} to ${dayOf(metrics.to - 1)}`,
    ),
    table(columns, [...rows, everybody]),
    '* simulated advertising: its numbers show how the report works and say nothing about the shop.',
    '  An event counts for a segment when the person was a member immediately before it; an order when it follows a click (7 days) or view (1 day).',
  ].join('\n')
}

function metricCells(row: MetricsRow | undefined): string[] {
  return [
    whole(row?.impressions),
    percent(row?.ctr),
    percent(row?.completion_rate),
    money(row && (row.spend['USD'] ?? 0)),
    whole(row?.conversions),
    money(row?.cpa['USD']),
  ]
}

function passing({ passing }: Findings): string {
  const spans = passing.segments.map(({ id, passing: { due, left, stayed } }) => {
    const first = left[0]
    const example = first ? `; the first, ${short(first.person)}, at ${first.until ?? ''}` : ''
    return `${id}: ${whole(due)} were to leave unless they bought again; ${whole(stayed)} did, ${whole(left.length)} left by time alone${example}`
  })
  const next = passing.next.members.map(({ person, until }) => `  ${short(person)} at ${until ?? ''}`)
  return [
    heading(`What passing time did, ${secondOf(passing.from)} to ${secondOf(passing.to)}`),
    ...spans,
    `Next to leave ${passing.next.id}, if nothing happens:`,
    ...next,
  ].join('\n')
}

function exported({ export: { id, lines, total } }: Findings): string {
  return [
    heading(`The first lines of the export of ${id} (CSV, ${whole(total)} people, hashed identifiers only)`),
    ...lines.map(fit),
    '...',
  ].join('\n')
}

function heading(text: string): string {
  return `== ${text}`
}

function short(person: string): string {
  return `${person.slice(0, 8)}…`
}

function fit(line: string): string {
  return line.length > 130 ? `${line.slice(0, 129)}…` : line
}
