import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { eventually } from './eventually.ts'

export interface RunOptions {
  cwd?: string
  /** Added to the environment of this process; undefined removes a variable. */
  env?: Record<string, string | undefined>
}

/** How a process ended: exactly one of the two is set. */
export interface Ending {
  code: number | null
  signal: NodeJS.Signals | null
}

/**
 * A child process with all that it printed. Leaving the scope of an `await using` kills it and
 * waits for its end.
 */
export interface RunningProcess extends AsyncDisposable {
  readonly pid: number
  /** What it printed so far. */
  stdout(): string
  stderr(): string
  /** Settles when it has ended and all its output is read. */
  readonly ended: Promise<Ending>
  /** Sends a signal (SIGTERM) and waits for the end. Does nothing after the end. */
  kill(signal?: NodeJS.Signals): Promise<Ending>
  /**
   * Waits for a line of output (either stream).
   * @throws Error with all output when it ends or `timeoutMs` pass first.
   */
  prints(pattern: RegExp, timeoutMs?: number): Promise<RegExpExecArray>
}

/** Starts a program without a shell. @throws Error when it cannot be started. */
export async function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<RunningProcess> {
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const output = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text))
  const ended = endOf(child)
  const pid = await started(child)
  let over = false
  void ended.then(() => (over = true))

  const kill = async (signal: NodeJS.Signals = 'SIGTERM'): Promise<Ending> => {
    if (!over) child.kill(signal)
    return ended
  }
  return {
    pid,
    stdout: () => output.stdout,
    stderr: () => output.stderr,
    ended,
    kill,
    async prints(pattern, timeoutMs = 10_000) {
      const find = (): RegExpExecArray | undefined => pattern.exec(output.stdout) ?? pattern.exec(output.stderr) ?? undefined
      const match = await eventually(() => find() ?? (over ? null : undefined), timeoutMs).catch(() => null)
      if (match) return match
      throw new Error(
        `${command} ${over ? 'ended without printing' : `did not within ${timeoutMs} ms print`} ${pattern}:\n${output.stdout}\n${output.stderr}`,
      )
    },
    async [Symbol.asyncDispose]() {
      await kill('SIGKILL')
    },
  }
}

function endOf(child: ChildProcess): Promise<Ending> {
  return new Promise((resolve) => child.once('close', (code, signal) => resolve({ code, signal })))
}

function started(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('spawn', () => resolve(child.pid!))
  })
}
