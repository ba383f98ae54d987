import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

/**
 * The IAB's own consent managers' interfaces as a script for a page's head. It gives the page
 * `cmp.openTcf()` and `cmp.openGpp()`, and `__tcfapi` is the stub's until the first is called.
 */
export async function consentManagers(): Promise<string> {
  const bundle = await rolldown({ input: fileURLToPath(new URL('consent-managers-page.ts', import.meta.url)) })
  const { output } = await bundle.generate({ format: 'iife' })
  await bundle.close()
  return `<script>${output[0].code}</script>`
}
