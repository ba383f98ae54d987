import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { fileURLToPath } from 'node:url'

export const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** npm passes a signal on as well, so one that was meant once may come twice within a moment. */
const SAME_SIGNAL_MS = 500

/**
 * Runs a command at the root of the repository, on our own terminal, and waits for its end whatever
 * signals come: a clean stop takes as long as it takes.
 * - Ctrl-C reaches the child from the terminal (it is in the same process group), so it is not
 *   passed on a second time.
 * - SIGTERM, SIGHUP, and SIGINT without a terminal are passed on, once.
 * @param env added to the environment.
 * @returns its exit code; 128 + n when signal n ended it, 127 when it could not be started.
 */
export function runChild([command, ...args], env = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: ROOT, stdio: 'inherit', env: { ...process.env, ...env } })
    const listeners = passSignals(child)
    const end = (code) => {
      for (const [signal, listener] of listeners) process.off(signal, listener)
      resolve(code)
    }
    child.once('error', (error) => {
      console.error(`cannot start ${command}: ${error.message}`)
      end(127)
    })
    child.once('exit', (code, signal) => end(signal ? 128 + constants.signals[signal] : code))
  })
}

function passSignals(child) {
  const listeners = []
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    let passedAt = -Infinity
    const listener = () => {
      const now = performance.now()
      const fromTerminal = signal === 'SIGINT' && process.stdin.isTTY
      if (!fromTerminal && now - passedAt > SAME_SIGNAL_MS) child.kill(signal)
      passedAt = now
    }
    process.on(signal, listener)
    listeners.push([signal, listener])
  }
  return listeners
}
