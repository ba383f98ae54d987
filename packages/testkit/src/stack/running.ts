import { setTimeout as sleep } from 'node:timers/promises'
import { getContainerRuntimeClient } from 'testcontainers'
import { sendSignal } from '../servers/server-process.ts'
import { birthOf } from './birth.ts'

/** A server that `up` started, as it is remembered on disk. */
export type RunningServer = { port: number } & (
  | { kind: 'process'; pid: number; birth: string }
  /** `id` of the container. */
  | { kind: 'container'; id: string }
)

const STOP_MS_MAX = 30_000

/** Whether it runs, and is the one that was started. */
export async function isAlive(running: RunningServer): Promise<boolean> {
  if (running.kind === 'process') return (await birthOf(running.pid)) === running.birth
  const { container } = await getContainerRuntimeClient()
  return container.inspect(container.getById(running.id)).then(
    ({ State }) => State.Running,
    () => false,
  )
}

/** Ends it, and nothing else: a clean stop, and after 30 s the other kind. */
export async function end(running: RunningServer): Promise<void> {
  if (running.kind === 'container') return endContainer(running.id)
  sendSignal(running.pid, 'SIGTERM')
  const until = performance.now() + STOP_MS_MAX
  while (await isAlive(running)) {
    if (performance.now() > until) sendSignal(running.pid, 'SIGKILL')
    await sleep(50)
  }
}

async function endContainer(id: string): Promise<void> {
  const { container } = await getContainerRuntimeClient()
  const found = container.getById(id)
  await container.stop(found, { timeout: STOP_MS_MAX })
  await container.remove(found)
}

export function describeRunning(running: RunningServer): string {
  return running.kind === 'process' ? `pid ${running.pid}` : `container ${running.id.slice(0, 12)}`
}
