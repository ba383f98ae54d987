import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT, runChild } from './child.mjs'

const STAMP = join(ROOT, 'node_modules', '.weir-setup')

/** The engines that chDB and LMDB publish binaries for. */
const PLATFORMS = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64']

/** @returns why Weir cannot run on this machine, or undefined. The arguments are for tests. */
export function checkMachine(version = process.versions.node, platform = `${process.platform}-${process.arch}`, musl = isMusl()) {
  const [major, minor] = version.split('.').map(Number)
  if (major < 20 || (major === 20 && minor < 19)) {
    return `Weir needs Node.js 20.19 or newer, and this is ${version}. Get one from https://nodejs.org, or: nvm install 20`
  }
  // What the tests are built on (vite) says so: ^20.19 or >= 22.12.
  if (major === 21 || (major === 22 && minor < 12)) {
    return `Weir needs Node.js 20.19, 22.12 or newer, and this is ${version}. Get one from https://nodejs.org, or: nvm install 22`
  }
  if (!PLATFORMS.includes(platform)) {
    return `Weir's database engines (chDB, LMDB) have no build for ${platform}; there are: ${PLATFORMS.join(', ')}.\nOn Windows, use WSL 2.`
  }
  if (musl) return 'The database engine (chDB) needs glibc; this Linux uses musl (Alpine?). Use a Debian or Ubuntu based image.'
  return undefined
}

function isMusl() {
  if (process.platform !== 'linux') return false
  // Without this the report looks up names of open sockets, which may take seconds.
  process.report.excludeNetwork = true
  return !process.report.getReport().header.glibcVersionRuntime
}

/**
 * Installs with the pinned pnpm unless the stamp says that it was done for just these files.
 * @returns 0, or the exit code of what failed.
 */
export async function setUp({ sayWhenDone }) {
  const wanted = fingerprint()
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted) {
    if (sayWhenDone) console.log('Already set up.')
    return 0
  }
  const pnpm = readJson('package.json').packageManager
  console.log(
    existsSync(STAMP)
      ? `Dependencies changed: installing with ${pnpm} ...`
      : `First run: installing the dependencies into node_modules with ${pnpm}.\n` +
          'About 800 MB are unpacked, mostly the database engine; it takes one to three minutes, once.',
  )
  const started = performance.now()
  // Quiet npx, but not pnpm, which would inherit its log level: the progress is what the user
  // watches.
  const args = [
    '--yes',
    '--loglevel=error',
    pnpm,
    'install',
    '--frozen-lockfile',
    '--loglevel=info',
    '--config.confirmModulesPurge=false',
  ]
  const code = await runChild(['npx', ...args])
  if (code !== 0) {
    if (code < 128)
      console.error(`\nThe set-up failed (pnpm's message is above). The next run tries again. By hand: npx ${args.join(' ')}`)
    return code
  }
  writeFileSync(STAMP, wanted)
  console.log(`Set up in ${Math.round((performance.now() - started) / 1000)} s.\n`)
  return 0
}

/**
 * Everything that decides what is installed: the lockfile, the manifests, and which binaries fit.
 */
function fingerprint() {
  const files = ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json']
  for (const group of ['packages', 'services']) {
    for (const name of readdirSync(join(ROOT, group)).toSorted()) files.push(`${group}/${name}/package.json`)
  }
  const hash = createHash('sha256').update(`${process.platform}-${process.arch}`)
  for (const file of files) {
    const path = join(ROOT, file)
    if (existsSync(path)) hash.update(`\0${file}\0`).update(readFileSync(path))
  }
  return `${hash.digest('hex')}\n`
}

function readJson(file) {
  return JSON.parse(readFileSync(join(ROOT, file), 'utf8'))
}
