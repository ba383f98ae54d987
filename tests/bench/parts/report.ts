import { cpus, totalmem } from 'node:os'

/** One benchmark's results: a table with what has to be known to read it. */
export interface Section {
  title: string
  about: string
  columns: readonly string[]
  rows: readonly (readonly string[])[]
  notes: readonly string[]
  /** A bound that was broken; the run fails. */
  failure?: string
}

/** For the terminal: columns in line. */
export function toText({ title, columns, rows, notes, failure }: Section): string {
  const widths = columns.map((column, i) => Math.max(column.length, ...rows.map((row) => (row[i] ?? '').length)))
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd()
  const failed = failure === undefined ? [] : [`FAILED: ${failure}`]
  return [
    `\n== ${title}`,
    line(columns),
    line(widths.map((width) => '-'.repeat(width))),
    ...rows.map(line),
    ...notes,
    ...failed,
  ].join('\n')
}

const HEAD = `# Benchmarks

Written by \`npm run bench\`; do not edit. Every figure stands beside a limit that the same run measured on the same machine: what the
machine can do at best when all that Weir does is left out. Compare ratios, not absolute figures: on another machine, or an hour
later on a shared one, the absolute figures differ by tens of per cent, the ratios by less, and those of CPU time least.

How to read it: \`median (smallest-largest)\` over the rounds; rounds of the compared things alternate. "CPU us" is user and system time
of all threads of the measured process, divided by the number of requests or events; it is steadier than what the clock on the wall
shows. A ratio is taken round by round and then its median. Nothing here fails a run but the bound on the export's memory.
`

/** The page, for docs/. @param date ISO, of the run. */
export function toPage(sections: readonly Section[], date: string): string {
  const parts = sections.map(toMarkdown)
  return `${HEAD}\nMeasured on ${date.slice(0, 10)} on a machine with ${machine()}; client and server share it.\n\n${parts.join('\n\n')}\n`
}

/**
 * The page with some sections measured anew; those that it does not have yet come last.
 * @param date ISO, of their run.
 */
export function updatePage(page: string, sections: readonly Section[], date: string): string {
  const [head = '', ...old] = page.trimEnd().split(/\n\n(?=## )/)
  const parts = new Map(old.map((part) => [part.slice(3, part.indexOf('\n')), part]))
  for (const section of sections) {
    const notes = [...section.notes, `Measured by itself on ${date.slice(0, 10)}.`]
    parts.set(section.title, toMarkdown({ ...section, notes }))
  }
  return `${[head, ...parts.values()].join('\n\n')}\n`
}

function toMarkdown({ title, about, columns, rows, notes }: Section): string {
  const lines = [columns, columns.map((_, i) => (i === 0 ? '---' : '---:')), ...rows]
  const table = lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')
  const parts = [`## ${title}`, about, table, notes.map((note) => `- ${note}`).join('\n')]
  return parts.filter((part) => part !== '').join('\n\n')
}

export function machine(): string {
  return `${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB of memory, ${process.platform} ${process.arch}, Node ${process.versions.node}`
}
