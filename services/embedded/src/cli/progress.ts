import { Presets, SingleBar } from 'cli-progress'
import { printError } from '../print.ts'

/** How far some long work has come. Shown on stderr, so that results can be piped. */
export interface ProgressLine {
  /** @param value of the total. @param note what else to show, such as "12,000 rows". */
  update(value: number, note?: string): void
  stop(): void
}

/** Without a terminal a line is printed each time so many percent more are done. */
const STEP_PERCENT = 20

export function startProgress(title: string, total: number, tty: boolean = process.stderr.isTTY): ProgressLine {
  return tty ? bar(title, total) : lines(title, total)
}

function bar(title: string, total: number): ProgressLine {
  // The terminal stays as it is (cursor, wrapping), so nothing has to be put right when Ctrl-C ends
  // us, which the bar must not catch.
  const terminal = { hideCursor: false, linewrap: true, gracefulExit: false, stream: process.stderr }
  const shown = new SingleBar(
    { format: `${title} {bar} {percentage} %  {note}`, barsize: 30, ...terminal },
    Presets.shades_classic,
  )
  shown.start(Math.max(1, total), 0, { note: '' })
  return { update: (value, note = '') => shown.update(value, { note }), stop: () => shown.stop() }
}

function lines(title: string, total: number): ProgressLine {
  let next = STEP_PERCENT
  return {
    update(value, note = '') {
      const percent = Math.floor((value / Math.max(1, total)) * 100)
      if (percent < next) return
      next = (Math.floor(percent / STEP_PERCENT) + 1) * STEP_PERCENT
      printError(`${title} ${percent} %  ${note}`.trimEnd())
    },
    stop: () => undefined,
  }
}
