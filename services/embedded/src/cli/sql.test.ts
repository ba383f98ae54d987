import { expect, test } from 'vitest'
import { shown } from './sql.ts'

const ROWS = [
  { ad_id: '=HYPERLINK("https://example.com")', delta: -1.5, parts: ['a', 'b'], at: null },
  { ad_id: '+1', delta: 2, parts: [], at: '-' },
]

test('CSV has no cell that a spreadsheet takes for a formula, and numbers stay numbers', () => {
  expect(shown(ROWS, 'csv')).toBe(
    ['ad_id,delta,parts,at', `"'=HYPERLINK(""https://example.com"")",-1.5,"[""a"",""b""]",`, `'+1,2,[],'-`].join('\n'),
  )
  // A heading is what the query calls it.
  expect(shown([{ '-1': -1 }], 'csv')).toBe("'-1\n-1")
})

test('a table and NDJSON give texts as they are', () => {
  expect(shown(ROWS, 'ndjson')).toBe(ROWS.map((row) => JSON.stringify(row)).join('\n'))
  expect(shown(ROWS, 'table')).toContain('+1')
  expect(shown(ROWS, 'table')).not.toContain("'+1")
})
