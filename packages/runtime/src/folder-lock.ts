import { createHash } from 'node:crypto'
import { realpath, rm } from 'node:fs/promises'
import { createConnection, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makePrivate } from './private-folder.ts'

/** How a refusal names the folder: `data folder`, and the setting that says where it is. */
export interface FolderName {
  called: string
  setting: string
}

/**
 * One process per folder. The lock is a listening local socket named after the folder: the system
 * gives it up when the process ends, however it ends, so nothing stale is left to clear by hand.
 * (LMDB would let two processes in.) The folder is its owner's alone from then on.
 * @throws Error when another process has the folder.
 */
export async function lockFolder(folder: string, { called, setting }: FolderName): Promise<{ release(): Promise<void> }> {
  await makePrivate(folder)
  const name = `weir-${createHash('sha256')
    .update(await realpath(folder))
    .digest('hex')
    .slice(0, 24)}`
  const address = process.platform === 'linux' ? `\0${name}` : join(tmpdir(), `${name}.sock`)
  // A socket file may outlive its process (abstract sockets of Linux do not): it is stale when
  // nobody answers.
  if (!address.startsWith('\0') && !(await answers(address))) await rm(address, { force: true })
  const server = createServer((socket) => socket.destroy())
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new Error(`another Weir process is using the ${called} ${folder}; stop it first, or set ${setting} to another folder`)
          : error,
      ),
    )
    server.listen(address, resolve)
  })
  server.unref()
  return { release: () => new Promise((resolve) => server.close(() => resolve())) }
}

function answers(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(address)
    const settle = (answer: boolean): void => {
      socket.destroy()
      resolve(answer)
    }
    socket.once('connect', () => settle(true)).once('error', () => settle(false))
  })
}
