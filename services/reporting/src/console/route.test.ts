import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { createLogger } from '@weir/runtime'
import { createServer } from '@weir/runtime/http'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { consoleRoutes } from './route.ts'

const PAGE = '<script type="module" nonce="WEIR_CSP_NONCE" src="/assets/main-abc.js"></script>'
const CODE = 'export const a = 1\n'.repeat(50)
const HTML = { accept: 'text/html,application/xhtml+xml;q=0.9,*/*;q=0.8' }

const open = async (built: string): Promise<FastifyInstance> => {
  const app = createServer({ logger: createLogger('test', 'silent') })
  app.get('/v1/segments', async () => ({ segments: [] }))
  await app.register(consoleRoutes, { built })
  return app
}

let folder: string
let app: FastifyInstance
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weir-console-'))
  await mkdir(join(folder, 'dist', 'assets'), { recursive: true })
  await writeFile(join(folder, 'secret.txt'), 'not for the public')
  await writeFile(join(folder, 'dist', 'index.html'), PAGE)
  await writeFile(join(folder, 'dist', '.hidden'), 'not for the public')
  await writeFile(join(folder, 'dist', 'assets', 'main-abc.js'), CODE)
  await writeFile(join(folder, 'dist', 'assets', 'main-abc.js.gz'), gzipSync(CODE))
  await writeFile(join(folder, 'dist', 'favicon.svg'), '<svg/>')
  app = await open(join(folder, 'dist'))
})
afterAll(async () => {
  await app.close()
  await rm(folder, { recursive: true })
})

describe('the console', () => {
  it('is at / and at every other path that a browser opens, with a nonce of its own each time', async () => {
    const nonces = new Set<string>()
    for (const url of ['/', '/segments/buyers', '/people/email:ada@example.com?at=2024-05-01', '/v1x']) {
      const answer = await app.inject({ url, headers: HTML })
      expect([answer.statusCode, answer.headers['content-type']], url).toEqual([200, 'text/html; charset=utf-8'])
      const policy = String(answer.headers['content-security-policy'])
      const nonce = /nonce="([\w-]{22})"/.exec(answer.body)?.[1] ?? ''
      expect(policy).toContain(`'nonce-${nonce}'`)
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy).not.toMatch(/unsafe|https?:|\*/)
      expect(answer.headers).toMatchObject({
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
      })
      nonces.add(nonce)
    }
    expect(nonces.size).toBe(4)
  })

  it('leaves the paths of the API to the API', async () => {
    expect((await app.inject({ url: '/v1/segments', headers: HTML })).json()).toEqual({ segments: [] })
    for (const url of ['/v1', '/v1/nosuch', '/docs/x', '/metrics', '/api/v2/nosuch', '/open_api/v1.3/nosuch/'])
      expect((await app.inject({ url, headers: HTML })).json(), url).toMatchObject({ status: 404, code: 'not_found' })
    const posted = await app.inject({ method: 'POST', url: '/', headers: HTML })
    expect(posted.statusCode).toBe(404)
  })

  it('serves files whose names tell their content for ever, compressed where that was done', async () => {
    const url = '/assets/main-abc.js'
    const plain = await app.inject({ url })
    expect([plain.statusCode, plain.body]).toEqual([200, CODE])
    expect(plain.headers['content-type']).toMatch(/^(text|application)\/javascript/)
    expect(plain.headers['cache-control']).toBe('public, max-age=31536000, immutable')
    const packed = await app.inject({ url, headers: { 'accept-encoding': 'gzip, br' } })
    expect([packed.statusCode, packed.headers['content-encoding']]).toEqual([200, 'gzip'])
    expect(packed.rawPayload.equals(gzipSync(CODE))).toBe(true)
    const icon = await app.inject({ url: '/favicon.svg' })
    expect([icon.body, icon.headers['cache-control']]).toEqual(['<svg/>', 'no-cache'])
  })

  it('has no file for what is not there, nor for what is outside', async () => {
    const outside = ['/../secret.txt', '/%2e%2e/secret.txt', '/assets/..%2f..%2fsecret.txt', '/assets/%2e%2e/%2e%2e/secret.txt']
    for (const url of ['/assets/gone.js', '/nosuch.txt', '/assets', '/.hidden', '/a%00b', '/index.html', ...outside]) {
      const answer = await app.inject({ url })
      expect(answer.statusCode, url).toBeGreaterThanOrEqual(400)
      expect(answer.statusCode, url).toBeLessThan(500)
      expect(answer.body, url).not.toContain('not for the public')
    }
    expect((await app.inject({ url: '/assets/gone.js', headers: HTML })).statusCode).toBe(404)
  })

  it('says how it is built while it is not', async () => {
    const bare = await open(join(folder, 'nosuch'))
    const answer = await bare.inject({ url: '/', headers: HTML })
    expect(answer.statusCode).toBe(200)
    expect(answer.body).toContain('npm run setup')
    expect(answer.headers['content-security-policy']).toContain("default-src 'none'")
    expect((await bare.inject({ url: '/segments', headers: HTML })).statusCode).toBe(404)
    await bare.close()
  })
})
