import type { Client } from './embedded-client.ts'

/** One change as the API says it. */
export interface LedgerChange {
  op: 'add' | 'remove'
  person: string
  at: string
  reason: string
  ids?: { id?: string }[][]
}

export interface LedgerPage {
  cursor: string
  more: boolean
  changes: LedgerChange[]
}

/** A page of the ledger of a segment. @param asked beside the cursor, such as `limit=10`. */
export function changesOf(client: Client, segment: string, cursor: string | undefined, asked = ''): Promise<LedgerPage> {
  const from = cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`
  return client.get(`/v1/segments/${segment}/changes?${asked}${from}`)
}

/** Who is in an audience that is kept by the ledger, and with which identifiers. */
export interface Destination {
  readonly people: ReadonlySet<string>
  readonly ids: ReadonlySet<string>
  cursor: string | undefined
  take(changes: readonly LedgerChange[]): void
}

export function createDestination(): Destination {
  const people = new Set<string>()
  const ids = new Set<string>()
  return {
    people,
    ids,
    cursor: undefined,
    take(changes) {
      for (const { op, person, ids: rows = [] } of changes) {
        const values = rows.flat().flatMap(({ id }) => id ?? [])
        if (op === 'add') {
          people.add(person)
          for (const value of values) ids.add(value)
        } else {
          people.delete(person)
          for (const value of values) ids.delete(value)
        }
      }
    },
  }
}

/** Reads the ledger to its end. @returns the pages. */
export async function catchUp(
  client: Client,
  segment: string,
  destination: Destination,
  asked: string,
): Promise<{ from: string | undefined; page: LedgerPage }[]> {
  const pages: { from: string | undefined; page: LedgerPage }[] = []
  for (let more = true; more;) {
    const from = destination.cursor
    const page = await changesOf(client, segment, from, asked)
    destination.take(page.changes)
    destination.cursor = page.cursor
    pages.push({ from, page })
    more = page.more
  }
  return pages
}
