import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { READING_SETTINGS, openWarehouse } from './client.ts'
import type { Warehouse } from './port.ts'

// How the client takes answers that chDB does not give: those of a server behind a balancer, of a
// half-dead one, of a strict one.

const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

type Answer = (request: IncomingMessage, response: ServerResponse) => void

async function against(answer: Answer, database?: string): Promise<{ warehouse: Warehouse; asked: URL[] }> {
  const asked: URL[] = []
  const server = createServer((request, response) => {
    asked.push(new URL(request.url ?? '/', 'http://localhost'))
    request.resume().once('end', () => answer(request, response))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  const url = `http://127.0.0.1:${address.port}`
  const warehouse = openWarehouse({ url, username: 'u', password: 'p', ...(database !== undefined && { database }) })
  closers.push(async () => {
    await warehouse.close()
    server.closeAllConnections()
    server.close()
  })
  return { warehouse, asked }
}

const LINE = [Buffer.from('{}')]
const EXCEPTION = 'Code: 252. DB::Exception: Too many parts. (TOO_MANY_PARTS)'

describe('the client', () => {
  it('believes an exception that comes with status 200', async () => {
    const { warehouse } = await against((_, response) => {
      response.writeHead(200, { 'X-ClickHouse-Exception-Code': '252' }).end(EXCEPTION)
    })
    const refused = { code: 'TOO_MANY_PARTS', fault: 'outage' }
    await expect(warehouse.insertLines('facts', LINE)).rejects.toMatchObject({ ...refused, outcomeUnknown: true })
    await expect(warehouse.command('OPTIMIZE TABLE facts')).rejects.toMatchObject({ ...refused, outcomeUnknown: true })
    await expect(warehouse.query('SELECT 1', {}, { maxSeconds: 1 })).rejects.toMatchObject({ ...refused, outcomeUnknown: false })
    await expect(warehouse.ping()).rejects.toMatchObject(refused)
  })

  it('takes what is no answer of ClickHouse at all for an outage', async () => {
    const { warehouse } = await against((_, response) => response.writeHead(502).end('<html>Bad Gateway</html>'))
    await expect(warehouse.insertLines('facts', LINE)).rejects.toMatchObject({ fault: 'outage', outcomeUnknown: true })
    await expect(warehouse.ping()).rejects.toMatchObject({ fault: 'outage' })
  })

  it('does not call an insert stored whose answer breaks off', async () => {
    const { warehouse } = await against((request, response) => {
      response.writeHead(200, { 'Content-Length': '10' }).write('ab')
      setTimeout(() => request.socket.destroy(), 20)
    })
    await expect(warehouse.insertLines('facts', LINE)).rejects.toMatchObject({ fault: 'outage', outcomeUnknown: true })
  })

  it('gives up a health check that nobody answers', async () => {
    const { warehouse } = await against(() => undefined)
    const begun = performance.now()
    await expect(warehouse.ping()).rejects.toMatchObject({ fault: 'outage', code: 'ABORTED' })
    expect(performance.now() - begun).toBeLessThan(8_000)
  })

  it('names the database with everything that it sends', async () => {
    const { warehouse, asked } = await against((_, response) => response.end(), 'weir')
    await warehouse.insertLines('facts', LINE)
    await warehouse.command('OPTIMIZE TABLE facts')
    await warehouse.query('SELECT 1', {}, { maxSeconds: 1 })
    await warehouse.stopInserts('x')
    await warehouse.ping()
    expect(asked.map((url) => url.searchParams.get('database'))).toEqual(Array.from({ length: 5 }, () => 'weir'))
  })

  it('reads with no other settings than those that a reading user is allowed to set', async () => {
    const { warehouse, asked } = await against((_, response) => response.end())
    await warehouse.query('SELECT {x:String}', { x: '' }, { maxSeconds: 600, maxRows: 0, maxMemoryBytes: 1 })
    for await (const _rows of warehouse.stream('SELECT 1', {}, { maxSeconds: 1 })) void _rows
    await warehouse.ping()
    const about = new Set(['query_id', 'database', 'param_x'])
    const settings = asked.flatMap((url) => [...url.searchParams.keys()]).filter((name) => !about.has(name))
    expect([...new Set(settings)].toSorted()).toEqual([...READING_SETTINGS].toSorted())
  })
})
