import { readdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { segmentNumber, SegmentInput } from '@weir/contracts'
import { compile } from '@weir/segmentation'
import { describe, expect, test } from 'vitest'
import { readFolder } from '../as-code/read-folder.ts'
import { SEGMENT_KIND } from './kind.ts'

const FOLDER = fileURLToPath(new URL('../../../../../infra/segments', import.meta.url))
const library = await readFolder(SEGMENT_KIND.form, FOLDER)

describe('the starter library', () => {
  test('every file of the folder is one of its segments', async () => {
    expect((await readdir(FOLDER)).toSorted()).toEqual(library.map(({ file }) => file).toSorted())
    expect(library.length).toBeGreaterThanOrEqual(10)
  })

  test.each(library)('$id is valid, compiles and says what it is for', ({ id, input }) => {
    expect(SegmentInput.parse(input)).toEqual(input)
    expect(input.description).toMatch(/^[A-Z].{30,}\.$/s)
    expect(compile(1, [{ ...input, id, number: segmentNumber(id), version: 1 }]).segments).toHaveLength(1)
  })
})
