// Builds the console into dist/, compressed beforehand, when its sources have changed; and fails
// when what a first visit loads has grown too large.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

/** Bytes of script, gzipped, that the first page needs. */
export const INITIAL_MAX = 250 * 1024

const ROOT = dirname(fileURLToPath(import.meta.url))
const DIST = join(ROOT, 'dist')
const STAMP = '.stamp'
const COMPRESSIBLE = /\.(js|css|html|svg|json)$/

/**
 * @returns bytes of script, gzipped, that the first page loads, and whether anything was built.
 * @throws Error when they are above the limit.
 */
export async function buildConsole() {
  const wanted = fingerprint()
  const stamp = join(DIST, STAMP)
  const known = existsSync(stamp) ? JSON.parse(readFileSync(stamp, 'utf8')) : {}
  if (known.wanted === wanted) return { size: known.size, isBuilt: false }
  // Whole or not at all: another process may be serving what is there.
  const part = `${DIST}.${process.pid}.part`
  await bundleInto(part)
  const size = initialSize(part)
  if (size > INITIAL_MAX) {
    rmSync(part, { recursive: true })
    throw new Error(`the console loads ${size} bytes of script (gzipped) at first, above its limit of ${INITIAL_MAX}`)
  }
  compress(part)
  writeFileSync(join(part, STAMP), JSON.stringify({ wanted, size }))
  mkdirSync(DIST, { recursive: true })
  const old = `${DIST}.${process.pid}.old`
  renameSync(DIST, old)
  renameSync(part, DIST)
  rmSync(old, { recursive: true })
  return { size, isBuilt: true }
}

/** As for production also where tests ask for it, whose NODE_ENV would give React's slow half. */
async function bundleInto(part) {
  const { NODE_ENV } = process.env
  process.env.NODE_ENV = 'production'
  try {
    const { build, defaultClientConditions } = await import('vite')
    const { default: react } = await import('@vitejs/plugin-react')
    await build({
      root: ROOT,
      configFile: false,
      logLevel: 'warn',
      plugins: [react()],
      // The client as it stands, not as it was last compiled.
      resolve: { conditions: ['@weir/source', ...defaultClientConditions] },
      // The service puts one of its own there, and into the policy, with each answer.
      html: { cspNonce: 'WEIR_CSP_NONCE' },
      build: { outDir: part, emptyOutDir: true, manifest: true, modulePreload: { polyfill: false }, chunkSizeWarningLimit: 1000 },
    })
  } finally {
    if (NODE_ENV === undefined) delete process.env.NODE_ENV
    else process.env.NODE_ENV = NODE_ENV
  }
}

/** What decides what is built: the sources, this file, and the versions of what is installed. */
function fingerprint() {
  const files = [
    'build.mjs',
    'index.html',
    'package.json',
    '../../pnpm-lock.yaml',
    ...['public', 'src', '../../packages/client/src'].flatMap(filesBelow),
  ]
  const hash = createHash('sha256')
  for (const file of files) if (!file.endsWith('.test.ts')) hash.update(`\0${file}\0`).update(readFileSync(join(ROOT, file)))
  return hash.digest('hex')
}

function filesBelow(folder) {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)))
    .toSorted()
}

/** The entry and what it imports without being asked, gzipped. */
function initialSize(folder) {
  const manifest = JSON.parse(readFileSync(join(folder, '.vite/manifest.json'), 'utf8'))
  const needed = new Set()
  const need = (name) => {
    if (needed.has(name)) return
    needed.add(name)
    for (const next of manifest[name].imports ?? []) need(next)
  }
  need('index.html')
  return [...needed]
    .map((name) => gzipSync(readFileSync(join(folder, manifest[name].file)), { level: 9 }).length)
    .reduce((sum, bytes) => sum + bytes, 0)
}

function compress(folder) {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    if (!entry.isFile() || !COMPRESSIBLE.test(entry.name)) continue
    const contents = readFileSync(path)
    writeFileSync(`${path}.gz`, gzipSync(contents, { level: 9 }))
    writeFileSync(`${path}.br`, brotliCompressSync(contents, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }))
  }
}

/** For vitest: tests in a browser load what is built. */
export default async function setup() {
  await buildConsole()
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { size, isBuilt } = await buildConsole()
  if (isBuilt) process.stdout.write(`console: ${size} of ${INITIAL_MAX} bytes of script (gzipped) at first\n`)
}
