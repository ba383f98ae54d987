import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { run, tempFolder } from '@weir/testkit'
import { describe, expect, test } from 'vitest'
import { listPaths, readText, ROOT } from './tidy/repository.ts'

// The scripts behind `npm run`: they are plain JavaScript that runs before anything is installed,
// so they are tried as programs.

async function evaluate(code: string): Promise<string> {
  await using node = await run(process.execPath, ['--input-type=module', '-e', code], { cwd: ROOT })
  expect(await node.ended, node.stderr()).toEqual({ code: 0, signal: null })
  return node.stdout().trim()
}

describe('the machine is looked at first', () => {
  const check = (...args: (string | boolean)[]): Promise<string> =>
    evaluate(
      `import { checkMachine } from './scripts/setup.mjs'; console.log(checkMachine(...${JSON.stringify(args)}) ?? 'fine')`,
    )

  test.each(['20.19.0', '20.20.2', '22.12.0', '24.1.0'])('Node %s is fine', async (version) => {
    expect(await check(version, 'linux-x64', false)).toBe('fine')
  })
  test.each(['18.20.4', '20.18.3', '22.11.0'])('Node %s is too old', async (version) => {
    expect(await check(version, 'linux-x64', false)).toContain(`this is ${version}`)
  })
  test('a platform without an engine is named', async () => {
    expect(await check('20.19.0', 'win32-x64', false)).toContain('no build for win32-x64')
    expect(await check('20.19.0', 'linux-x64', true)).toContain('musl')
  })
})

describe('a command runs as a child', () => {
  const parent = (program: string): string[] => [
    '--input-type=module',
    '-e',
    `import { runChild } from './scripts/child.mjs'; process.exitCode = await runChild([process.execPath, '-e', ${JSON.stringify(program)}])`,
  ]

  test('its exit code is ours', async () => {
    await using node = await run(process.execPath, parent('process.exit(42)'), { cwd: ROOT })
    expect(await node.ended).toEqual({ code: 42, signal: null })
  })

  test('it gets a SIGTERM once, and is waited for while it stops', async () => {
    const program = `process.on('SIGTERM', () => { console.log('stopping'); setTimeout(() => { console.log('stopped'); process.exit(3) }, 100) }); setInterval(() => {}, 1000); console.log('up')`
    await using node = await run(process.execPath, parent(program), { cwd: ROOT })
    await node.prints(/up/)
    expect(await node.kill('SIGTERM')).toEqual({ code: 3, signal: null })
    expect(node.stdout()).toBe('up\nstopping\nstopped\n')
  })

  test('a signal that ends it shows in the exit code, as in a shell', async () => {
    await using node = await run(process.execPath, parent('process.kill(process.pid, "SIGKILL")'), { cwd: ROOT })
    expect(await node.ended).toEqual({ code: 137, signal: null })
  })

  // npm starts a script through a shell, and a signal to npm ends only that shell unless the shell
  // has become the script.
  test('every script of package.json replaces its shell', () => {
    const { scripts } = JSON.parse(readText('package.json')) as { scripts: Record<string, string> }
    expect(Object.values(scripts).filter((script) => !script.startsWith('exec node '))).toEqual([])
  })
})

describe('every commit runs a round of the chaos tests', () => {
  const choose = async (code: string): Promise<string[][]> =>
    JSON.parse(await evaluate(`import { chaosChoice, chaosRounds } from './scripts/chaos-choice.mjs'; ${code}`)) as string[][]
  const files = listPaths().filter((path) => path.endsWith('.chaos.test.ts'))

  test('each test is in exactly one round, a new one as well', async () => {
    const all = [...files, 'tests/chaos/new.chaos.test.ts']
    const rounds = await choose(`console.log(JSON.stringify(chaosRounds(${JSON.stringify(all)})))`)
    expect(rounds.flat().toSorted()).toEqual(all.toSorted())
    expect(rounds.length).toBeGreaterThan(1)
  })

  test('the turn is what the hash begins with', async () => {
    const code = "import { turnOf } from './scripts/turn.mjs'; console.log(turnOf('0000002a9f'), turnOf('ffffffff00'))"
    expect(await evaluate(code)).toBe('42 4294967295')
  })

  test('commits take turns, and all rounds come', async () => {
    const commits = Array.from({ length: 100 }, (_, i) => (i * 2_654_435_761).toString(16).padStart(8, '0'))
    const [chosen = []] = await choose(
      `console.log(JSON.stringify([${JSON.stringify(commits)}.flatMap((c) => chaosChoice(${JSON.stringify(files)}, c))]))`,
    )
    expect(new Set(chosen)).toEqual(new Set(files))
  })
})

test('each vitest run of the checks is asked for its figures: a second "--" would hide that', () => {
  const runs = readText('.ci/run')
    .split('\n')
    .filter((line) => line.startsWith('tests '))
  expect(runs.length).toBeGreaterThan(2)
  expect(runs.filter((line) => line.includes(' -- '))).toEqual([])
})

describe('the figures of several test runs are added up', () => {
  const report = (passed: number, failed: number, skipped = 0): object => ({
    numTotalTests: passed + failed + skipped,
    numPassedTests: passed,
    success: failed === 0,
    testResults: [
      {
        name: join(ROOT, 'tests/counts.test.ts'),
        status: failed > 0 ? 'failed' : 'passed',
        assertionResults:
          failed > 0
            ? [{ status: 'failed', fullName: 'counts right', failureMessages: ['expected 1 to be 2\n    at there'] }]
            : [{ status: 'passed', fullName: 'counts right', failureMessages: [] }],
      },
    ],
  })
  const notLoaded = {
    numTotalTests: 0,
    numPassedTests: 0,
    success: false,
    testResults: [
      { name: join(ROOT, 'tests/broken.test.ts'), status: 'failed', message: 'cannot be read', assertionResults: [] },
    ],
  }

  test.each([
    ['all right', { a: report(3, 0), b: report(4, 0) }, 0, '7 passed, 0 failed', 0],
    [
      'a failure',
      { a: report(3, 1), b: report(4, 0) },
      1,
      'a: tests/counts.test.ts: counts right: expected 1 to be 2\n      at there\n7 passed, 1 failed',
      1,
    ],
    ['a skipped test', { a: report(3, 0, 2) }, 0, '3 passed, 2 failed', 1],
    ['a run without a report', { a: report(3, 0), b: undefined }, 1, 'b: ended without a report\n3 passed, 1 failed', 1],
    ['a file that cannot be loaded', { a: notLoaded }, 1, 'a: tests/broken.test.ts: cannot be read\n0 passed, 1 failed', 1],
    ['no test at all', { a: report(0, 0) }, 0, '0 passed, 0 failed', 1],
    ['another section', { a: report(3, 0) }, 1, '3 passed, 1 failed', 1],
  ])('%s', async (_, reports, broken, lines, code) => {
    await using folder = await tempFolder('reports')
    await writeFile(join(folder.path, 'expected'), Object.keys(reports).join('\n'))
    for (const [name, content] of Object.entries(reports)) {
      if (content) await writeFile(join(folder.path, `${name}.json`), JSON.stringify(content))
    }
    await using node = await run(process.execPath, ['scripts/sum-tests.mjs', folder.path, String(broken)], { cwd: ROOT })
    expect(await node.ended).toEqual({ code, signal: null })
    expect(node.stdout()).toBe(`${lines}\n`)
  })
})
