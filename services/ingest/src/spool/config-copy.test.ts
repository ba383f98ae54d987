import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { OutageError, TOPICS } from '@weir/contracts'
import type { EventLog } from '@weir/eventlog'
import { createMemoryLog } from '@weir/eventlog/memory'
import { createKey, createLogger, openConfigView } from '@weir/runtime'
import { eventually, tempFolder } from '@weir/testkit'
import { expect, it } from 'vitest'
import { withConfigCopy } from './config-copy.ts'
import { openReconnectingLog } from './reconnecting-log.ts'

const logger = createLogger('ingest', 'silent')
const source = (name: string): object => ({ name, kind: 'pixel', consent_basis: 'assumed' })

it('an ingest that starts while the log is away knows what it knew, and what is new once the log is back', async () => {
  await using folder = await tempFolder('copy')
  const path = join(folder.path, 'config.json')
  const durable = createMemoryLog({ partitions: 1 })
  const healthy = await openConfigView(withConfigCopy(durable, path, logger))
  const { stored } = createKey('test', ['ingest'], 0)
  await healthy.put('source:web-1', source('old'))
  await healthy.put('source:web-1', source('new'))
  await healthy.put('source:web-2', source('other'))
  await healthy.put(`key:${stored.id}`, stored)
  await healthy.put('source:web-2', undefined)
  await healthy.close()

  let isAway = true
  const open = async (): Promise<EventLog> => {
    if (isAway) throw new OutageError('no broker')
    return durable
  }
  const late = await openReconnectingLog({ open, partitions: 1, logger, waitMs: 10 })
  await expect(late.append(TOPICS.hits, [])).rejects.toThrow('not been reached')
  const view = await openConfigView(withConfigCopy(late, path, logger))
  expect(view.sources()).toMatchObject([{ code: 'web-1', name: 'new' }])
  expect(view.key(stored.id)).toEqual(stored)

  const elsewhere = await openConfigView(durable)
  await elsewhere.put('source:web-3', source('while away'))
  await elsewhere.put(`key:${stored.id}`, undefined)
  isAway = false
  await eventually(() => view.source('web-3'))
  expect(view.key(stored.id)).toBeUndefined()
  await view.close()
  await elsewhere.close()
  await late.close()
  await late.done
})

it('the copy keeps what is in force behind a record that cannot be read, and a damaged copy is none', async () => {
  await using folder = await tempFolder('copy')
  const path = join(folder.path, 'config.json')
  const durable = createMemoryLog({ partitions: 1 })
  const { stored } = createKey('test', ['ingest'], 0)
  const healthy = await openConfigView(durable)
  await healthy.put('source:web-1', source('readable'))
  await healthy.put(`key:${stored.id}`, stored)
  for (const key of ['source:web-1', `key:${stored.id}`])
    await durable.append(TOPICS.config, [{ partition: 0, key, value: Buffer.from('{"name":') }])
  await healthy.close()
  const reached = await openConfigView(withConfigCopy(durable, path, logger))
  await reached.close()

  const away = {
    append: async (): Promise<void> => undefined,
    read: async (): Promise<never> => Promise.reject(new OutageError('no broker')),
  }
  const view = await openConfigView(withConfigCopy(away, path, logger))
  expect(view.source('web-1')?.name).toBe('readable')
  expect(view.key(stored.id)).toBeUndefined()
  await view.close()

  for (const damaged of ['', '[{"offset":', 'null', '[{"key":1}]']) {
    await writeFile(path, damaged)
    await expect(openConfigView(withConfigCopy(away, path, logger))).rejects.toThrow('no broker')
  }
})

it('without a copy there is nothing to start with', async () => {
  await using folder = await tempFolder('copy')
  const away = {
    append: async (): Promise<void> => undefined,
    read: async (): Promise<never> => {
      throw new OutageError('no broker')
    },
  }
  const copy = withConfigCopy(away, join(folder.path, 'config.json'), logger)
  await expect(openConfigView(copy)).rejects.toThrow('no broker')
})

it('a log that is there but is the wrong one is told at once, or through `done`', async () => {
  const wrong = async (): Promise<EventLog> => {
    throw new Error('another number of partitions')
  }
  await expect(openReconnectingLog({ open: wrong, partitions: 1, logger, waitMs: 1_000 })).rejects.toThrow('another number')
  let tries = 0
  const wrongLater = async (): Promise<EventLog> => (tries++ === 0 ? Promise.reject(new OutageError('no broker')) : wrong())
  const late = await openReconnectingLog({ open: wrongLater, partitions: 1, logger, waitMs: 10 })
  await expect(late.done).rejects.toThrow('another number')
})
