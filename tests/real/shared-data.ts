import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { parse } from 'csv-parse/sync'

/** The real data beside the repository, which is not part of it. */
const SHARED = new URL('../../../shared/', import.meta.url)

/**
 * @param path below `shared`, such as `data/otto/train.jsonl`; `.gz` is unpacked.
 * @throws Error saying what to do when it is missing.
 */
export function readShared(path: string): string {
  try {
    const bytes = readFileSync(new URL(path, SHARED))
    return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
  } catch (cause) {
    throw new Error(`real data is missing: put it at ../shared/${path} beside the repository`, { cause })
  }
}

/** Every row of a CSV file with a header line. */
export function readSharedCsv(path: string): Record<string, string>[] {
  return parse<Record<string, string>>(readShared(path), { columns: true })
}

/** Numbers things that look alike: 1 for the first, 2 for the second ... */
export function occurrences(): (key: string) => number {
  const seen = new Map<string, number>()
  return (key) => {
    const number = (seen.get(key) ?? 0) + 1
    seen.set(key, number)
    return number
  }
}
