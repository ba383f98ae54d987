import { fileURLToPath } from 'node:url'
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { freePort } from '../free-port.ts'
import { run } from '../process.ts'
import { startServer } from './server-process.ts'

const listening = (port: number): string =>
  `console.log('here I am'); require('node:net').createServer().listen(${port}, '127.0.0.1')`

test('starts a server, shows what it printed, and stops it', async () => {
  const port = await freePort()
  const server = await startServer({ name: 'S', command: process.execPath, args: ['-e', listening(port)], port, startMs: 10_000 })
  await eventually(() => server.tail().includes('here I am'))
  expect(await answers(port)).toBe(true)
  await server.stop('SIGKILL')
  await server.stop('SIGKILL')
  expect(await answers(port)).toBe(false)
})

test('says why a server did not come up: that it ended, or that it took too long, with the end of its log', async () => {
  const port = await freePort()
  const start = (code: string, startMs: number) =>
    startServer({ name: 'S', command: process.execPath, args: ['-e', code], port, startMs })
  await expect(start('console.error("no such setting"); process.exit(3)', 10_000)).rejects.toThrow(
    /S ended while it started.*no such setting/s,
  )
  await expect(start('console.log("thinking"); setInterval(() => {}, 1000)', 500)).rejects.toThrow(
    /S was not up within 500 ms.*thinking/s,
  )
  await expect(startServer({ name: 'S', command: 'no-such-server', args: [], port, startMs: 10_000 })).rejects.toThrow(
    /S ended while it started.*not found/s,
  )
})

test('leaves no server behind when the test process is killed', async () => {
  const port = await freePort()
  const module = fileURLToPath(new URL('server-process.ts', import.meta.url))
  const options = { name: 'S', command: process.execPath, args: ['-e', listening(port)], port, startMs: 10_000 }
  const code = `import { startServer } from ${JSON.stringify(module)}; await startServer(${JSON.stringify(options)}); console.log('up'); setInterval(() => {}, 1000)`
  await using parent = await run(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code])
  await parent.prints(/up/, 20_000)
  expect(await answers(port)).toBe(true)
  await parent.kill('SIGKILL')
  await eventually(async () => !(await answers(port)), 10_000)
})

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}
