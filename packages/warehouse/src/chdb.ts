import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { FaultKind } from './chdb/faults.ts'
import type { FromChild, ToChild } from './chdb/messages.ts'

export type { FaultKind }

export interface ChdbOptions {
  /** The folder of the warehouse; made when missing. One process at a time can have it open. */
  dir: string
  /** Told what the engine prints on stderr. */
  logger?: { warn(fields: object, message: string): void }
  /**
   * Where it listens on the loopback; a free port when not given. A restart at the same port is the
   * same warehouse to its clients.
   */
  port?: number
  /** `weir` when not given. */
  username?: string
  /** Made at each start when not given. */
  password?: string
  /** Lets tests order faults. */
  faults?: boolean
}

/** A running chDB child: what `openWarehouse` needs, and how to end it. */
export interface Chdb {
  url: string
  username: string
  password: string
  pid: number
  /** Resolves when the process has ended, whoever wanted it; `expected` after `close`. */
  readonly exited: Promise<{ expected: boolean; reason: string }>
  /** Finishes the statements in hand and stops. */
  close(): Promise<void>
  /**
   * For tests: the next `times` inserts go wrong in this way.
   * @returns how many ordered faults have happened so far.
   */
  fault(kind: FaultKind, times?: number): Promise<number>
  /** For tests: lets held inserts go on. @returns as `fault`. */
  release(): Promise<number>
  fired(): Promise<number>
}

const KILL_AFTER_MS = 10_000
const STDERR_CHARS_KEPT = 4_000

/**
 * Starts the chDB engine in a process of its own, which ends with this one.
 * @throws Error when the folder is in use or cannot be opened, or the port is taken.
 */
export async function startChdb(options: ChdbOptions): Promise<Chdb> {
  const { dir, logger, port = 0, username = 'weir', password = newPassword(), faults = false } = options
  await mkdir(dir, { recursive: true })
  const child = spawnChild()
  let printed = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    printed = (printed + text).slice(-STDERR_CHARS_KEPT)
    logger?.warn({ text: text.trimEnd() }, 'the warehouse engine printed something')
  })
  let expected = false
  const exited = once(child, 'exit').then(([code, signal]) => ({
    expected,
    reason: `exit code ${code}, signal ${signal}. ${printed}`.trim(),
  }))

  const ask = async (message: ToChild): Promise<FromChild> => {
    const ended = exited.then(({ reason }) => Promise.reject(new Error(`the warehouse process ended: ${reason}`)))
    // The child is our own program, and of the same version.
    // oxlint-disable-next-line no-unsafe-type-assertion -- the child is our own program
    const answer = once(child, 'message') as Promise<[FromChild]>
    child.send(message)
    return (await Promise.race([answer, ended]))[0]
  }
  const count = async (message: ToChild): Promise<number> => {
    const answer = await ask(message)
    return answer.kind === 'fired' ? answer.count : 0
  }
  const close = async (): Promise<void> => {
    expected = true
    if (child.connected) child.send({ kind: 'stop' } satisfies ToChild)
    const timer = setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS)
    await exited
    clearTimeout(timer)
  }

  const started = await ask({ kind: 'start', dir: resolve(dir), port, user: username, password, faultsAllowed: faults })
  if (started.kind !== 'ready') {
    await close()
    throw startError(dir, port, started.kind === 'failed' ? started.reason : '', printed)
  }
  return {
    url: `http://127.0.0.1:${started.port}`,
    username,
    password,
    pid: child.pid ?? 0,
    exited,
    close,
    fault: (kind, times = 1) => count({ kind: 'fault', fault: kind, times }),
    release: () => count({ kind: 'release' }),
    fired: () => count({ kind: 'fired' }),
  }
}

/** A secret that fits into URLs and headers. */
export function newPassword(): string {
  return randomBytes(24).toString('base64url')
}

/**
 * How the same engine is started as a server that outlives who started it, until SIGTERM:
 * `settingsPath` names a JSON file `{ dir, port, user, password }`, which nobody else should be
 * able to read.
 */
export function chdbServerCommand(settingsPath: string): { command: string; args: string[]; env: Record<string, string> } {
  const { entry, execArgv } = program('alone')
  return { command: process.execPath, args: [...execArgv, entry, settingsPath], env: ENVIRONMENT }
}

/**
 * chDB runs each query on a thread of libuv's pool; the files of inserts need some too. Nothing is
 * inherited, hence no secrets.
 */
const ENVIRONMENT = { UV_THREADPOOL_SIZE: '8', TZ: 'UTC' }

function spawnChild(): ChildProcess {
  const { entry, execArgv } = program('child')
  return fork(entry, [], { execArgv, env: ENVIRONMENT, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
}

/** From source a program needs the same loader as we; built, it is plain JavaScript. */
function program(name: 'child' | 'alone'): { entry: string; execArgv: string[] } {
  const fromSource = import.meta.url.endsWith('.ts')
  const entry = fileURLToPath(new URL(`./chdb/${name}.${fromSource ? 'ts' : 'js'}`, import.meta.url))
  return { entry, execArgv: fromSource ? ['--conditions=@weir/source', '--import', tsxLoader()] : [] }
}

function tsxLoader(): string {
  const root = new URL('../../../package.json', import.meta.url)
  return pathToFileURL(createRequire(root).resolve('tsx')).href
}

function startError(dir: string, port: number, reason: string, printed: string): Error {
  if (/EADDRINUSE/.test(reason)) return new Error(`port ${port} is in use by another program`)
  if (/Cannot lock file/.test(printed)) return new Error(`the warehouse folder ${dir} is in use by another process`)
  return new Error(`the warehouse in ${dir} cannot be opened: ${reason} ${printed}`.trim())
}
export { writeSnapshot } from './chdb/snapshot.ts'
