import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { tempFolder } from '@weir/testkit'
import { expect, test } from 'vitest'
import { SEGMENT_KIND } from '../segments/kind.ts'
import { readFolder as readFolderOf } from './read-folder.ts'

const readFolder = (folder: string) => readFolderOf(SEGMENT_KIND.form, folder)
const RULE = 'rule: { event: { name: Purchase }, within: 7d }'

async function folderWith(files: Record<string, string>): Promise<{ path: string } & AsyncDisposable> {
  const folder = await tempFolder('segments')
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder.path, name), text)
  return folder
}

test('reads the definitions of a folder and nothing else', async () => {
  const text = `name: x\n${RULE}`
  await using folder = await folderWith({ 'b.yml': text, 'a.yaml': text, 'README.md': '#', '._a.yaml': '\0', 'c.yaml.bak': '{' })
  await mkdir(join(folder.path, 'd.yaml'))
  expect((await readFolder(folder.path)).map(({ id }) => id)).toEqual(['a', 'b'])
})

test('names every fault of every file, and ids that are given twice', async () => {
  const good = `name: x\n${RULE}`
  await using folder = await folderWith({ 'a.yaml': good, 'b.yaml': `id: a\n${good}`, 'c.yaml': RULE, 'd.json': '{"name": ""}' })
  const message = await readFolder(folder.path).then(
    () => '',
    (error: Error) => error.message,
  )
  expect(message.split('\n').slice(1)).toEqual([
    expect.stringMatching(/^ {2}c\.yaml: name: /),
    expect.stringMatching(/^ {2}d\.json: name: /),
    expect.stringMatching(/^ {2}d\.json: rule: /),
    '  b.yaml: id: a.yaml defines "a", too',
  ])
})

test('a folder without definitions is a mistake, as is one that is not there', async () => {
  await using folder = await folderWith({ 'README.md': '#' })
  await expect(readFolder(folder.path)).rejects.toThrow(/there is no \*\.yaml/)
  await expect(readFolder(join(folder.path, 'none'))).rejects.toThrow(/cannot read the folder .*none/)
})
