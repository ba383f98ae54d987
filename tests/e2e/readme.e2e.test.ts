import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { eventually, freePort, run, tempFolder } from '@weir/testkit'
import type { RunningProcess } from '@weir/testkit'
import { describe, expect, it } from 'vitest'

/**
 * The README's commands, read from the README and run as a reader would: what is not in the table
 * below fails the test.
 */

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const readme = await readFile(`${ROOT}/README.md`, 'utf8')
const blocks = [...readme.matchAll(/```sh\n([\s\S]*?)```/g)].map((match) => match[1]!.trim())
const inline = [...readme.matchAll(/`(npm [^`]+)`/g)].map((match) => match[1]!)
const commands = [...new Set([...blocks, ...inline])]

const shell = (script: string, env: Record<string, string> = {}): Promise<RunningProcess> =>
  run('bash', ['-ec', script], { cwd: ROOT, env })

async function succeeds(running: RunningProcess): Promise<string> {
  const { code } = await running.ended
  expect(code, running.stderr() + running.stdout()).toBe(0)
  return running.stdout()
}

/**
 * `npm run demo` stays until it is stopped; the test asks it to end by itself, in a folder of its
 * own.
 */
async function demo(): Promise<void> {
  await using folder = await tempFolder('readme-demo')
  await using running = await shell(`npm run demo -- --once --port ${await freePort()} --data '${folder.path}/demo'`)
  const printed = await succeeds(running)
  expect(printed).toMatch(/\b195\b[\s\S]*\b434\b[\s\S]*\b591\b/)
}

/** One file stands for all of them: this test is one of them. */
async function test(): Promise<void> {
  await using running = await shell('npm test -- packages/consent')
  await succeeds(running)
}

/** Starts Weir as the README says, follows the tour with its very curl commands, and stops it. */
async function tour(start: string, steps: string): Promise<void> {
  await using folder = await tempFolder('readme-tour')
  const port = String(await freePort())
  await using weir = await shell(`exec env ${start}`, { WEIR_PORT: port, WEIR_DATA: `${folder.path}/data` })
  await weir.prints(/Weir listens on/, 60_000)
  const fail = 'curl() { command curl -sS --fail-with-body "$@"; echo; }'
  try {
    await eventually(async () => {
      await using session = await shell(`${fail}\n${steps.replaceAll('localhost:8080', `localhost:${port}`)}`)
      const printed = await succeeds(session)
      // Both purchases are one person's: by now they are a member, found by e-mail and by cookie,
      // and in the export.
      const member = /"members":\[\{"person":"([0-9a-f]{32})"/.exec(printed)?.[1]
      const found = [...printed.matchAll(/^\{"person":"([0-9a-f]{32})"/gm)].map(([, person]) => person)
      return (
        /"size":1\b/.test(printed) && /\n[0-9a-f]{32},/.test(printed) && found.length === 2 && found.every((id) => id === member)
      )
    }, 20_000)
  } finally {
    // npm passes SIGTERM on; a SIGKILL would leave the service behind.
    expect((await weir.kill()).code).toBe(0)
  }
}

const plain = (script: string) => async (): Promise<void> => {
  await using running = await shell(script)
  await succeeds(running)
}

const startBlock = blocks.find((block) => /\bnpm start$/.test(block))!
const tourBlock = blocks.find((block) => block.includes('curl'))!

const ways: Record<string, () => Promise<void>> = {
  'npm run demo': demo,
  'npm run demo -- --once': demo,
  'npm test': test,
  [startBlock]: () => tour(startBlock, tourBlock),
  [tourBlock]: async () => undefined, // run by the one above
  'npm run weir -- --help': plain('npm run weir -- --help'),
  // damage.e2e.test.ts and wrong-clock.e2e.test.ts do it.
  'npm run weir -- rebuild': plain('npm run weir -- rebuild --help'),
  'npm start -- --check-config': plain('npm start -- --check-config'),
  // They need Java, Redis and Maven: `npm run test:servers` tries the very thing
  // (stack.servers.test.ts, demo.servers.test.ts).
  'npm run stack -- up': plain('npm run stack -- --help'),
  'npm run demo -- --distributed': plain('npm run demo -- --help'),
}

describe('every command of the README', () => {
  it('is known to this test', () => {
    expect(commands.filter((command) => !(command in ways))).toEqual([])
  })
  const different = new Set(commands.map((command) => ways[command]).filter((way) => way !== undefined))
  for (const way of different) {
    const names = commands.filter((command) => ways[command] === way).map((command) => command.split('\n').at(-1))
    it(`works: ${names.join(', ')}`, { timeout: 180_000 }, () => way())
  }
})
