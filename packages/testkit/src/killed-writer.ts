import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export interface Writer {
  /**
   * Lets the writer begin and ends it with SIGKILL so long after its first line.
   * @returns every line that it printed: what it says was acknowledged.
   */
  runAndKill(afterMs: number): Promise<string[]>
}

/**
 * Starts a writer as a process of its own; it waits for a line of input before it begins.
 * @param script its source.
 */
export function startWriter(script: URL, args: readonly string[]): Writer {
  const file = fileURLToPath(script)
  const child = spawn(process.execPath, ['--conditions=@weir/source', '--import', 'tsx', file, ...args], { stdio: 'pipe' })
  let out = ''
  let faults = ''
  let afterMs = 0
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    if (out === '') setTimeout(() => child.kill('SIGKILL'), afterMs)
    out += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => (faults += text))
  const ended = new Promise<NodeJS.Signals | null>((resolve) => {
    child.on('error', (error) => {
      faults += error.message
      resolve(null)
    })
    child.on('close', (_, signal) => resolve(signal))
  })
  return {
    async runAndKill(ms) {
      afterMs = ms
      child.stdin.end('go\n')
      if ((await ended) !== 'SIGKILL') throw new Error(`the writer ended by itself: ${faults}`)
      // The last line may be cut off; then it was not said.
      return out.split('\n').slice(0, -1)
    },
  }
}

/**
 * Runs one writer after the other, each started while the one before it is at work: starting is
 * what takes the time.
 */
export async function eachWriter(
  count: number,
  start: (run: number) => Writer,
  use: (writer: Writer) => Promise<void>,
): Promise<void> {
  let next = start(0)
  for (let run = 1; run <= count; run++) {
    const writer = next
    if (run < count) next = start(run)
    await use(writer)
  }
}
