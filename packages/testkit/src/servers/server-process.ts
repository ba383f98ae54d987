import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

export interface ServerProcessOptions {
  /** For messages: "Kafka broker 2". */
  name: string
  command: string
  args: readonly string[]
  /** On which a connection says that it is up. */
  port: number
  /** How long the start may take, ms. */
  startMs: number
}

/** A server that was started here. It ends with this process, however this process ends. */
export interface ServerProcess {
  /** The last lines that it printed. */
  tail(): string
  /** Sends the signal and waits for the end; kills after 10 s. Does nothing after the end. */
  stop(signal: NodeJS.Signals): Promise<void>
}

const TAIL_BYTES = 8_000
const PATIENCE_MS = 10_000

/**
 * The server runs under a shell that kills it when its standard input ends: the other end is held
 * by this process, so a test run that is killed leaves nothing behind. $! is the server; the reader
 * in front of it holds the shell's input open.
 */
const KEEPER = `
exec 3<&0
"$@" </dev/null 3<&- &
server=$!
echo "pid $server"
(cat <&3 >/dev/null; kill -9 $server) 2>/dev/null &
reader=$!
wait $server
code=$?
kill $reader 2>/dev/null
exit $code`

/**
 * Starts a server and waits until it takes connections.
 * @throws Error with the tail of its log when it ends or the time passes first.
 */
export async function startServer({ name, command, args, port, startMs }: ServerProcessOptions): Promise<ServerProcess> {
  const keeper = spawn('sh', ['-c', KEEPER, 'sh', command, ...args], { stdio: ['pipe', 'pipe', 'pipe'], detached: true })
  let output = ''
  let pid = 0
  const take = (text: string): void => {
    if (pid === 0) pid = Number(/^pid (\d+)\n/.exec(output + text)?.[1] ?? 0)
    output = (output + text).slice(-TAIL_BYTES)
  }
  keeper.stdout.setEncoding('utf8').on('data', take)
  keeper.stderr.setEncoding('utf8').on('data', take)
  // Writing to the input of a keeper that has just ended must not end us.
  keeper.stdin.on('error', () => undefined)
  let over = false
  const ended = once(keeper, 'exit').then(() => void (over = true))

  const stop = async (signal: NodeJS.Signals): Promise<void> => {
    if (!over && pid > 0) sendSignal(pid, signal)
    const late = setTimeout(() => keeper.stdin.end(), PATIENCE_MS)
    await ended
    clearTimeout(late)
    keeper.stdin.destroy()
  }
  const until = performance.now() + startMs
  while (!(await takesConnections(port))) {
    const late = performance.now() > until
    if (!over && !late) {
      await sleep(50)
      continue
    }
    await stop('SIGKILL')
    throw new Error(
      `${name} ${late ? `was not up within ${startMs} ms` : 'ended while it started'}; the end of its log:\n${output}`,
    )
  }
  return { tail: () => output, stop }
}

/** Does nothing when there is no such process. */
export function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    // It may have ended by itself just now.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}

/** Whether somebody listens on a port of the loopback. */
export function takesConnections(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => resolve(true))
    socket.once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}
