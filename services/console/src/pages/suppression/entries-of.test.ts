import { expect, it } from 'vitest'
import { entriesOf } from './entries-of.ts'

it('takes one identifier a line, each once', () => {
  expect(entriesOf('a@example.com\r\n\n  "b@example.com"  \na@example.com\n', 'email')).toEqual([
    { type: 'email', value: 'a@example.com' },
    { type: 'email', value: 'b@example.com' },
  ])
  expect(entriesOf(' \n""', 'phone')).toEqual([])
})
