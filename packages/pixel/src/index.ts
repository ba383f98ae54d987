// The script that a page loads in place of TikTok's events.js, as bytes to serve.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

/** What is served; the same for every page and pixel code. */
export interface PixelScript {
  code: Buffer
  gzipped: Buffer
  /** Of the code, in quotes, as the header has it. */
  etag: string
}

/**
 * The bundle of `src/browser`, as `build.mjs` wrote it.
 * @throws Error when it was not built.
 */
export function readPixelScript(): PixelScript {
  const file = new URL('../dist/events.js', import.meta.url)
  try {
    const code = readFileSync(file)
    const digest = createHash('sha256').update(code).digest('base64url').slice(0, 22)
    return { code, gzipped: gzipSync(code, { level: 9 }), etag: `"${digest}"` }
  } catch (cause) {
    throw new Error('the pixel script is not built: run `node packages/pixel/build.mjs`', { cause })
  }
}
