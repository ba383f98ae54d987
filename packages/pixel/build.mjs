// Bundles the pixel into dist/events.js, prints its size, and fails when it has grown too large.
import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { rolldown } from 'rolldown'

/** Bytes, gzipped: a page pays for them at every first visit. */
export const GZIPPED_MAX = 4_096

const here = (path) => fileURLToPath(new URL(path, import.meta.url))

/** @returns the gzipped size in bytes. @throws Error when it is above the limit. */
export async function buildPixel() {
  const bundle = await rolldown({ input: here('src/browser/main.ts'), transform: { target: 'es2020' } })
  const { output } = await bundle.generate({ format: 'iife', minify: true })
  await bundle.close()
  const contents = output[0].code.replaceAll('/* @__PURE__ */ ', '')
  const size = gzipSync(contents, { level: 9 }).length
  if (size > GZIPPED_MAX) throw new Error(`the pixel script has ${size} bytes gzipped, above its limit of ${GZIPPED_MAX}`)
  // Whole or not at all: another process may be reading it.
  const part = here(`dist/events.${process.pid}.part`)
  mkdirSync(here('dist'), { recursive: true })
  writeFileSync(part, contents)
  renameSync(part, here('dist/events.js'))
  return size
}

/** For vitest: tests run from source, and ingest serves what is built. */
export default async function setup() {
  await buildPixel()
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const size = await buildPixel()
  process.stdout.write(`pixel script: ${size} of ${GZIPPED_MAX} bytes gzipped\n`)
}
