import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { columnsOf, ReplayMap } from './map.ts'

const page = await readFile(new URL('../../../../docs/how-to/replay-history.md', import.meta.url), 'utf8')
const maps = [...page.matchAll(/```json\n([\s\S]*?)```/g)].map((match) => JSON.parse(match[1] ?? '') as unknown)

describe('the maps of docs/how-to/replay-history.md', () => {
  test('are three, and read columns', () => {
    expect(maps.map((map) => columnsOf(ReplayMap.parse(map)).length > 3)).toEqual([true, true, true])
  })

  test('would be refused with a time that is no column', () => {
    for (const map of maps) expect(ReplayMap.safeParse({ ...(map as object), event_time: 7 }).success).toBe(false)
  })
})
