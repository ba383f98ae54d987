import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { PLATFORMS, pixelSnippet, snippetOf } from './snippet.ts'

it('is the snippet that the page about the pixel has', () => {
  const page = readFileSync(new URL('../../../../../docs/how-to/install-the-pixel.md', import.meta.url), 'utf8')
  const code = pixelSnippet('https://shop.example/w', 'C4EXAMPLE0CODE')
  expect(page).toContain(code)
})

it('names the source and this Weir on every platform', () => {
  for (const platform of PLATFORMS) {
    const text = snippetOf(platform, 'https://weir.example', 'C1')
    expect(text).toContain('https://weir.example')
    expect(text).toContain('C1')
  }
})

it('cannot be broken out of', () => {
  expect(pixelSnippet("https://x.example/'</script>", 'a')).not.toContain("'</script>")
})
