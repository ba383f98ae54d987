import { once } from 'node:events'
import { createInterface } from 'node:readline/promises'
import { UsageError } from './usage-error.ts'

/**
 * Asks the person at the terminal; an end of input is a no. The question goes to stderr, as all
 * that is not a result.
 * @throws UsageError when nobody is there to answer.
 */
export async function confirm(question: string): Promise<boolean> {
  if (!process.stdin.isTTY) throw new UsageError('there is no terminal to ask at: give --yes to go ahead without being asked')
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  try {
    // Ctrl-C and Ctrl-D reject the question; a terminal that goes away leaves it unanswered for
    // ever.
    const asked = terminal.question(`${question} [y/N] `).catch(() => '')
    const answer = await Promise.race([asked, once(terminal, 'close').then(() => '')])
    return /^y(es)?$/i.test(answer.trim())
  } finally {
    terminal.close()
  }
}
