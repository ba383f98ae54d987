import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readText, ROOT } from './tidy/repository.ts'

// docs/reliability.md and docs/security.md name the tests that hold what they say. Each test is
// there under the words that are quoted of its title.

const STANDINGS = ['held', 'in part', 'not shown', 'does not apply']

interface Row {
  id: string
  standing: string
  named: { path: string; title: string }[]
  note: string
}

function rowsIn(page: string): Row[] {
  return page.split('\n').flatMap((line) => {
    const [, id = '', , standing = '', tests = '', note = ''] = line.split('|').map((cell) => cell.trim())
    if (!/^[RS]\d\d$/.test(id)) return []
    const named = [...tests.matchAll(/\]\(\.\.\/([^)]+)\) "([^"]+)"/g)].map(([, path, title]) => ({ path: path!, title: title! }))
    return [{ id, standing, named, note }]
  })
}

/** Tests of a row that are not there. */
function lostIn({ id, named }: Row, read: (path: string) => string | undefined): string[] {
  return named.flatMap(({ path, title }) => {
    const text = read(path)
    if (text === undefined) return [`${id}: ${path} is not there`]
    // A title is a text that begins a list of arguments.
    const isTitle = text.split('\n').some((line) => new RegExp(`(\\(|^\\s*)['"\`].*${escaped(title)}`).test(line))
    return isTitle ? [] : [`${id}: ${path} has no test "${title}"`]
  })
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
}

const read = (path: string): string | undefined => (existsSync(join(ROOT, path)) ? readText(path) : undefined)

describe.each([
  ['docs/reliability.md', 'R', 35],
  ['docs/security.md', 'S', 36],
] as const)('%s', (path, letter, count) => {
  const page = readText(path)
  const rows = rowsIn(page)

  test('has every row, each once and in order', () => {
    const all = Array.from({ length: count }, (_, i) => `${letter}${String(i + 1).padStart(2, '0')}`)
    expect(rows.map(({ id }) => id)).toEqual(all)
  })

  test('names tests that are there', () => {
    expect(rows.flatMap((row) => lostIn(row, read))).toEqual([])
    expect(rows.flatMap(({ named }) => named).length).toBeGreaterThan(40)
  })

  test('says of each row how it stands, and what is missing', () => {
    for (const { id, standing, named, note } of rows) {
      expect(STANDINGS, id).toContain(standing)
      if (standing === 'held' || standing === 'in part') expect(named.length, id).toBeGreaterThan(0)
      if (standing === 'not shown') expect(named, id).toEqual([])
      if (standing !== 'held') expect(note, id).not.toBe('')
    }
    const counted = STANDINGS.map((standing) => rows.filter((row) => row.standing === standing).length)
    const said = [.../^Of (\d+) rows (\d+) are held, (\d+) in part, (\d+) not shown, (\d+|none)/m.exec(page)!].slice(1)
    expect(said.map((figure) => (figure === 'none' ? 0 : Number(figure)))).toEqual([count, ...counted])
  })
})

test('a test that is not there is noticed', () => {
  const row = rowsIn('| R01 | x | held | [a](../a.test.ts) "one"; [b](../b.test.ts) "two" | |')[0]!
  expect(lostIn(row, () => "test('is one of them', () => {")).toEqual(['R01: b.test.ts has no test "two"'])
  expect(lostIn(row, () => '// one, two')).toHaveLength(2)
  expect(lostIn(row, () => undefined)).toEqual(['R01: a.test.ts is not there', 'R01: b.test.ts is not there'])
})
