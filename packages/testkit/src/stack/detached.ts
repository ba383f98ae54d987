import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { open, readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { sendSignal, takesConnections } from '../servers/server-process.ts'
import { birthOf } from './birth.ts'
import type { RunningServer } from './running.ts'
import type { Remember } from './server.ts'

export interface DetachedOptions {
  /** For messages: "Kafka". */
  name: string
  command: string
  args: readonly string[]
  /** Instead of what it would inherit. */
  env?: Record<string, string>
  /** A connection there says that it is up. */
  port: number
  /** Where it prints to, at the end of what is there. */
  logPath: string
  /** How long the start may take, ms. */
  startMs: number
  /** Given it as soon as it is begun. */
  remember: Remember
}

const TAIL_CHARS = 4_000

/**
 * Starts a server that stays when we end.
 * @throws Error with the end of its log when it ends or the time passes before it is up.
 */
export async function startDetached({
  name,
  command,
  args,
  env,
  port,
  logPath,
  startMs,
  remember,
}: DetachedOptions): Promise<RunningServer> {
  const log = await open(logPath, 'a')
  const child = spawn(command, args, { detached: true, stdio: ['ignore', log.fd, log.fd], ...(env && { env }) })
  await once(child, 'spawn').finally(() => log.close())
  child.unref()
  const pid = child.pid!
  let over = false
  child.once('exit', () => (over = true))
  const running: RunningServer = { kind: 'process', pid, birth: (await birthOf(pid)) ?? '', port }
  await remember(running)

  const until = performance.now() + startMs
  while (!(await takesConnections(port))) {
    const late = performance.now() > until
    if (!over && !late) {
      await sleep(50)
      continue
    }
    if (!over) sendSignal(pid, 'SIGKILL')
    const tail = (await readFile(logPath, 'utf8')).slice(-TAIL_CHARS)
    const what = late ? `was not up within ${startMs} ms` : 'ended while it started'
    throw new Error(`${name} ${what}; the end of ${logPath}:\n${tail}`)
  }
  if (over) throw new Error(`port ${port} answers, but not for ${name}, which ended: see ${logPath}`)
  return running
}
