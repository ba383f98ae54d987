import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseBodyJson } from './json.ts'
import { split } from './split.ts'

const noPause = async (): Promise<void> => undefined
/** What the parts make together. @param field of the list, undefined when the body is the list. */
async function joined(text: string, field: string | undefined): Promise<unknown> {
  const found = await split(text, field, 1e6, noPause)
  if (!found) return parseBodyJson(text)
  const shell = parseBodyJson(found.shell)
  const items = found.items.map(parseBodyJson)
  return field === undefined ? items : { ...(shell as object), [field]: items }
}

describe('a body taken apart is the body', () => {
  test('property: whatever JSON it is', async () => {
    const spaced = fc
      .tuple(fc.jsonValue({ noUnicodeString: false }), fc.constantFrom('', ' ', '\t\r\n'))
      .map(([value, blank]) => blank + JSON.stringify(value, null, blank) + blank)
    await fc.assert(
      fc.asyncProperty(spaced, async (text) => {
        expect(await joined(text, undefined)).toEqual(parseBodyJson(text))
      }),
      { numRuns: 500 },
    )
    const withList = fc
      .tuple(fc.array(fc.jsonValue()), fc.jsonValue(), fc.constantFrom(undefined, 1, 3))
      .map(([data, other, indent]) => JSON.stringify({ a: other, data, 'x"data': [1], b: { data: [other] } }, null, indent))
    await fc.assert(
      fc.asyncProperty(withList, async (text) => {
        expect(await joined(text, 'data')).toEqual(parseBodyJson(text))
      }),
      { numRuns: 500 },
    )
  })

  test.each([
    ['{"data":[1],"data":[2,3]}', { data: [2, 3] }],
    ['{"data":[1],"data":4}', { data: 4 }],
    ['{"d\\u0061ta" :\n[ ]}', { data: [] }],
    ['{"x":"data","data":["[","]",{"data":[7]}]}', { x: 'data', data: ['[', ']', { data: [7] }] }],
    ['{"x":["data",[1]],"data":[0]}', { x: ['data', [1]], data: [0] }],
  ])('%s', async (text, value) => expect(await joined(text, 'data')).toEqual(value))

  test('property: what is no JSON as a whole is none in parts', async () => {
    const broken = fc
      .tuple(
        fc.array(fc.jsonValue(), { minLength: 1 }),
        fc.nat(),
        fc.constantFrom('', ',', ']', '}', '[', '{', '"', ':', '1', '\\'),
      )
      .map(([value, at, mark]) => {
        const text = JSON.stringify(value)
        const cut = at % text.length
        return text.slice(0, cut) + mark + text.slice(cut + 1)
      })
    await fc.assert(
      fc.asyncProperty(broken, async (text) => {
        let value: unknown
        try {
          value = parseBodyJson(text)
        } catch {
          await expect(joined(text, undefined)).rejects.toThrow('not valid JSON')
          return
        }
        expect(await joined(text, undefined)).toEqual(value)
      }),
      { numRuns: 2_000 },
    )
  })
})
