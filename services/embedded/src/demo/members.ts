import type { ApiClient } from '../cli/client.ts'

/** A member of a segment; times in ISO 8601. */
export interface ShownMember {
  person: string
  since: string
  /** When the membership ends if nothing else happens. */
  until: string | null
}

/** All members of a segment by person. */
export async function allMembers(client: ApiClient, segment: string): Promise<Map<string, ShownMember>> {
  const members = new Map<string, ShownMember>()
  for (let cursor = ''; ;) {
    const page = await client.json<{ members: ShownMember[]; cursor: string | null }>(
      'GET',
      `/v1/segments/${segment}/members?limit=1000${cursor}`,
    )
    for (const member of page.members) members.set(member.person, member)
    if (page.cursor === null) return members
    cursor = `&cursor=${encodeURIComponent(page.cursor)}`
  }
}

export interface Passing {
  /** Whose membership was to end by the later instant unless something happened. */
  due: number
  /** Of these: nothing happened, and it ended. */
  left: ShownMember[]
  /** Of these: something happened, and they are still in. */
  stayed: number
}

/**
 * What the passing of time did to a segment between two looks at its members; `at` is the instant
 * (Unix ms) of the second.
 */
export function passingOfTime(
  before: ReadonlyMap<string, ShownMember>,
  after: ReadonlyMap<string, ShownMember>,
  at: number,
): Passing {
  const due = [...before.values()].filter(({ until }) => until !== null && Date.parse(until) <= at)
  const left = due
    .filter(({ person }) => !after.has(person))
    .toSorted((a, b) => Date.parse(a.until ?? '') - Date.parse(b.until ?? '') || a.person.localeCompare(b.person))
  return { due: due.length, left, stayed: due.length - left.length }
}

/** The members who will be the first to leave, in that order, if nothing happens. */
export function nextToLeave(members: ReadonlyMap<string, ShownMember>, count: number): ShownMember[] {
  return [...members.values()]
    .filter(({ until }) => until !== null)
    .toSorted((a, b) => Date.parse(a.until ?? '') - Date.parse(b.until ?? '') || a.person.localeCompare(b.person))
    .slice(0, count)
}
