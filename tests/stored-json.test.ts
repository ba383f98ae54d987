import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BITMAPS_KEY, DamageError, definitionsKey, foldStatus, loadBitmaps, loadDefinitionSets, TOPICS } from '@weir/contracts'
import { decodeLedger, encodeLedger } from '../packages/state/src/lmdb/ledger.ts'
import { decodeOrigins, encodeOrigins } from '@weir/stream'
import { decodeResolveMeta, encodeResolveMeta } from '../services/segmenter/src/dedup/meta.ts'
import { decodeMeta, encodeMeta } from '../services/segmenter/src/evaluate/meta.ts'
import { decodeOutputs, encodeOutputs } from '../packages/stream/src/outputs.ts'

interface Decoder {
  what: string
  /** What the code before the format byte wrote. */
  before: string
  decode: (bytes: Uint8Array) => unknown
  /** What is written today: the same value must come back from it. */
  now?: Uint8Array
  /** Places of the value that may be missing, or hold what their reader does not look at. */
  free?: RegExp
}

const TAKEN = '{"0":[12,1],"1":[40,0]}'
const PENDING = `{"version":8,"since":1,"at":1699999999500,"until":77,"next":5,"to":41,"seam":70,"taken":${TAKEN}}`
const META = `{"now":1700000000123,"outputs":2,"taken":${TAKEN},"people":41,"version":7,"definedAt":1699999999000,"pending":${PENDING},"queued":9,"sweep":12,"sheets":1}`
const MARKS = '[[0,5,1],[3,9,0]]'
const LEDGER = '{"owner":"a1","position":9,"outbox":3,"last":{"expect":8,"digest":""},"commits":12}'
const OUTBOX = `A\0\0\0[["${TOPICS.events}",1,"k",5,0,3],["${TOPICS.rejected}",0,"resolve",6,0,2]]one{}`
const VERSIONS = '[{"rule":"r","since":1,"bitmap":2,"purposes":["profiling"],"filling":true,"frozenAt":1700000000000}]'
const BITMAPS_WHOLE = `{"mark":4,"last":2,"dropping":[1],"segments":{"300":${VERSIONS}}}`
const BITMAPS_CHUNK = '@bitmaps/M14KHhQYDqzhT7vYEJKQQx'
const BITMAPS_LIST = `\x02{"head":{"mark":4,"last":2,"dropping":[1]},"chunks":["${BITMAPS_CHUNK}"]}`
const DEFINITIONS_CHUNK = '@definitions/L6y1KvK-t-wk6kRRsTMbFb'
const DEFINITIONS =
  '[{"id":"a","number":5,"version":1,"name":"A","rule":{"all":[{"event":{"name":"Purchase"},"within":"9d"},{"not":{"trait":"plan","eq":"gold"}}]},"purposes":["profiling"]}]'

const bytesOf = (text: string): Buffer => Buffer.from(text, 'latin1')
const having = (entries: Record<string, Uint8Array>) => (keys: readonly string[]) =>
  Promise.resolve(keys.map((key) => entries[key]))
const bitmapsIn = async (entries: Record<string, Uint8Array>): Promise<unknown> => {
  const { segments, ...head } = await loadBitmaps(having(entries))
  return { ...head, segments: segments.flatMap((bucket) => [...bucket]) }
}
const definitionsIn = async (entries: Record<string, Uint8Array>): Promise<unknown> =>
  (await loadDefinitionSets(having(entries), ['live'])).lists[0]

const DECODERS: Decoder[] = [
  {
    what: "the fold's meta",
    before: META,
    decode: decodeMeta,
    now: encodeMeta(decodeMeta(bytesOf(META))),
    // A meta is laid over an empty one; origins are looked up by their partition.
    free: /^\.(pending|queued|sweep|taken\.\d+|pending\.taken\.\d+)$/,
  },
  { what: "the fold's meta as others read it", before: META, decode: foldStatus },
  {
    what: "resolve's meta",
    before: '{"now":1700000000123}',
    decode: decodeResolveMeta,
    now: encodeResolveMeta(1700000000123),
  },
  {
    what: "the loader's high-water marks",
    before: MARKS,
    decode: decodeOrigins,
    now: encodeOrigins(decodeOrigins(bytesOf(MARKS))),
    free: /^\.taken\.0$/,
  },
  {
    what: 'a ledger',
    before: LEDGER,
    decode: decodeLedger,
    now: encodeLedger(decodeLedger(bytesOf(LEDGER))),
    free: /^\.last$/,
  },
  {
    what: 'an outbox entry',
    before: OUTBOX,
    decode: (bytes) => decodeOutputs(bytes).map(({ value, ...output }) => ({ ...output, value: Buffer.from(value).toString() })),
    now: encodeOutputs(decodeOutputs(bytesOf(OUTBOX))),
  },
  {
    what: 'a list of bitmaps',
    before: BITMAPS_LIST,
    decode: (bytes) => bitmapsIn({ [BITMAPS_KEY]: bytes, [BITMAPS_CHUNK]: bytesOf(`[[300,${VERSIONS}]]`) }),
    free: /^\.segments\.0/,
  },
  {
    what: 'a list of bitmaps from before there were chunks',
    before: BITMAPS_WHOLE,
    decode: (bytes) => bitmapsIn({ [BITMAPS_KEY]: bytes }),
    free: /^\.segments\.\d+$|\.(filling|frozenAt)$/,
  },
  {
    what: 'a chunk of bitmaps',
    before: `[[300,${VERSIONS}]]`,
    decode: (bytes) => bitmapsIn({ [BITMAPS_KEY]: bytesOf(BITMAPS_LIST), [BITMAPS_CHUNK]: bytes }),
  },
  {
    what: 'a set of definitions',
    before: `\x02{"head":{},"chunks":["${DEFINITIONS_CHUNK}"]}`,
    decode: (bytes) => definitionsIn({ [definitionsKey('live')]: bytes, [DEFINITIONS_CHUNK]: bytesOf(DEFINITIONS) }),
  },
  {
    what: 'a set of definitions from before there were chunks',
    before: DEFINITIONS,
    decode: (bytes) => definitionsIn({ [definitionsKey('live')]: bytes }),
    // Of a condition only its kind is looked at.
    free: /\.purposes$|\.(event|trait|within|eq)(\.|$)/,
  },
]

/** The places of a value and the type that each has; elements of a list share a place. */
function placesOf(value: unknown, at = ''): [place: string, type: string][] {
  if (typeof value === 'number') return [[at, Number.isFinite(value) ? 'number' : 'no number']]
  if (typeof value !== 'object' || value === null) return [[at, value === null ? 'null' : typeof value]]
  if (Array.isArray(value)) return [[at, 'list'], ...value.flatMap((item) => placesOf(item, `${at}.0`))]
  const fields = Object.entries(value).filter(([, field]) => field !== undefined)
  return [[at, 'object'], ...fields.flatMap(([key, field]) => placesOf(field, `${at}.${/^\d+$/.test(key) ? '0' : key}`))]
}

/** Places where a damaged value has another type than the good one; other places are not read. */
function wrongTypes(good: unknown, damaged: unknown): string[] {
  const types = new Map<string, Set<string>>()
  for (const [place, type] of placesOf(good)) types.set(place, (types.get(place) ?? new Set()).add(type))
  return placesOf(damaged).flatMap(([place, type]) => (types.get(place)?.has(type) === false ? [`${place}: ${type}`] : []))
}

const byteDamage = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 3 })

function damaged(bytes: Uint8Array, damage: [at: number, byte: number][], cut: number): Uint8Array {
  const copy = Buffer.from(bytes)
  for (const [at, byte] of damage) copy[at % copy.length] = byte
  return copy.subarray(0, copy.length - (cut % copy.length))
}

/** Puts another value, or nothing, at the n-th place of a parsed one. */
function withValueAt(json: string, n: number, other: unknown): string {
  const places = [...json.matchAll(/(?<=[:[,])("[^"]*"(?!:)|-?\d+(?!")|true)/g)]
  const { 0: found, index } = places[n % places.length]!
  return json.slice(0, index) + JSON.stringify(other) + json.slice(index + found.length)
}

describe.each(DECODERS)('$what', ({ before, decode, now, free }) => {
  const harmless = async (bytes: Uint8Array): Promise<void> => {
    let value: unknown
    try {
      value = await decode(bytes)
    } catch (error) {
      expect(error).toBeInstanceOf(DamageError)
      return
    }
    const good = await decode(bytesOf(before))
    expect(wrongTypes(good, value).filter((fault) => free?.test(fault.split(':')[0]!) !== true)).toEqual([])
  }

  it('is read as the code before the format byte wrote it', async () => {
    const value = await decode(bytesOf(before))
    expect(placesOf(value).length).toBeGreaterThan(0)
    if (now === undefined) return
    expect(await decode(now)).toEqual(value)
  })

  it('is refused or harmless with any bytes changed or cut off', () =>
    fc.assert(
      fc.asyncProperty(byteDamage, fc.option(fc.nat(), { nil: 0 }), (damage, cut) =>
        harmless(damaged(bytesOf(before), damage, cut)),
      ),
      { numRuns: 500 },
    ))

  it('is refused or harmless with another value in any place', () =>
    fc.assert(
      fc.asyncProperty(fc.nat(), fc.jsonValue({ maxDepth: 1 }), (n, other) => harmless(bytesOf(withValueAt(before, n, other)))),
      { numRuns: 500 },
    ))
})

describe('stored JSON', () => {
  it('begins with its format byte, and says so when it has an unknown one', () => {
    for (const { what, now } of DECODERS) if (now && what !== 'an outbox entry') expect([what, now[0]]).toEqual([what, 2])
    expect(() => decodeMeta(Buffer.from('\x03{}'))).toThrow("the fold's meta is damaged: it has an unknown format")
    expect(() => decodeMeta(new Uint8Array())).toThrow("the fold's meta is damaged: it has an unknown format")
    expect(() => decodeMeta(Buffer.from('{"now":"kanari@example.com"}'))).toThrow(
      "the fold's meta is damaged: it has another form than was written",
    )
  })
})
