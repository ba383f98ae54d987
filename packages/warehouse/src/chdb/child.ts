import { endProcess, openEngine } from './engine.ts'
import type { FromChild, ToChild } from './messages.ts'

/**
 * The process that owns the chDB engine. It is told what to do over the IPC channel (so that the
 * password is neither in its arguments nor in its environment) and lives no longer than its parent.
 */
const send = (message: FromChild): void => void process.send?.(message)
let stop: () => Promise<void> = () => Promise.resolve()

async function start({ kind: _kind, ...options }: Extract<ToChild, { kind: 'start' }>): Promise<void> {
  const { port, faults, ...engine } = await openEngine(options)
  process.on('message', (message: ToChild) => {
    if (message.kind === 'fault') faults?.order(message.fault, message.times)
    if (message.kind === 'release') faults?.release()
    if (message.kind === 'fired' || message.kind === 'fault' || message.kind === 'release') {
      send({ kind: 'fired', count: faults?.fired() ?? 0 })
    }
  })
  stop = () => engine.stop()
  send({ kind: 'ready', port })
}

process.on('message', (message: ToChild) => {
  if (message.kind === 'stop') endProcess(stop)
  if (message.kind === 'start') start(message).catch((error: unknown) => send({ kind: 'failed', reason: String(error) }))
})
process.on('disconnect', () => endProcess(stop))
// Ctrl-C reaches the whole process group; the parent stops us when it has finished with us.
process.on('SIGINT', () => undefined)
process.on('SIGTERM', () => undefined)
