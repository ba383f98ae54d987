// Held by since.test.ts and tests/e2e/reports-of-the-past.e2e.test.ts
import { WeirError } from '@weir/contracts'
import { z } from 'zod'
import type { MembershipView, PersonView } from './person.ts'
import type { ReportReader } from './reader.ts'
import { beginningsSql, pastsSql } from './sql/pasts.ts'

/** A person in a segment, by what the fold has recorded. */
export interface Belonging {
  person: Pick<PersonView, 'id' | 'absorbed'>
  membership: MembershipView
}

/** Since when people are in segments, of new segments also before these were defined. */
export interface Since {
  /**
   * False while the past of a new segment is being found out, or where the warehouse did not
   * answer: a membership may then seem to begin with the segment.
   */
  readonly isKnown: boolean
  /**
   * The same, in the same order, with `from` where the membership began: what the fold found with a
   * new segment began in its past, if it did. The very list where there was nothing to ask.
   */
  reaching<B extends Belonging>(belongings: readonly B[]): Promise<readonly B[]>
}

const Ms = z.coerce.number()
/** So many people are asked about at once: their ids go with the question. */
const PEOPLE_MAX = 500
const LIMITS = { maxSeconds: 5 }

/** @param numbers of the segments that will be asked about. */
export async function openSince(warehouse: ReportReader, numbers: readonly number[]): Promise<Since> {
  const pasts = await pastsOf(warehouse, numbers)
  if (!pasts) return { isKnown: false, reaching: async (belongings) => belongings }
  const isOld = ({ membership: { segmentNumber, from } }: Belonging): boolean => from <= (pasts.get(segmentNumber)?.until ?? -1)
  return {
    isKnown: numbers.every((number) => pasts.get(number)?.is_found === 1),
    async reaching(belongings) {
      const old = belongings.filter(isOld)
      if (old.length === 0) return belongings
      const beginnings = new Map<Belonging, number>()
      for (const number of pasts.keys()) {
        const own = old.filter(({ membership }) => membership.segmentNumber === number)
        for (let i = 0; i < own.length; i += PEOPLE_MAX)
          await find(warehouse, number, own.slice(i, i + PEOPLE_MAX), (one, at) => beginnings.set(one, at))
      }
      return belongings.map((one) => began(one, beginnings.get(one)))
    },
  }
}

const Past = z.object({ number: Ms, until: Ms, is_found: Ms })

async function pastsOf(
  warehouse: ReportReader,
  numbers: readonly number[],
): Promise<Map<number, z.infer<typeof Past>> | undefined> {
  if (numbers.length === 0) return new Map()
  try {
    const rows = await warehouse.rows(pastsSql(numbers).render(), Past, LIMITS)
    return new Map(rows.map((row) => [row.number, row]))
  } catch (error) {
    // Lists of members come from the state, and do not wait for the warehouse.
    if (error instanceof WeirError && error.code === 'unavailable') return undefined
    throw error
  }
}

async function find(
  warehouse: ReportReader,
  number: number,
  asked: readonly Belonging[],
  tell: (belonging: Belonging, began: number) => void,
): Promise<void> {
  const named = asked.flatMap((one) => [one.person.id, ...one.person.absorbed.map(({ id }) => id)].map((id) => ({ id, one })))
  const ids = named.map(({ id }) => id)
  const froms = named.map(({ one }) => one.membership.from)
  const rows = await warehouse.rows(
    beginningsSql(number, ids, froms).render(),
    z.object({ person: z.string(), began: Ms }),
    LIMITS,
  )
  const beginnings = new Map(rows.map(({ person, began }) => [person, began]))
  for (const one of asked) {
    const ids = [one.person.id, ...one.person.absorbed.map(({ id }) => id)]
    const own = ids.flatMap((id) => beginnings.get(id) ?? [])
    if (own.length > 0) tell(one, Math.min(...own))
  }
}

/** `until` stays where it is worked out: it may be a getter. */
function began<B extends Belonging>(one: B, at: number | undefined): B {
  const { membership } = one
  if (at === undefined || at >= membership.from) return one
  return {
    ...one,
    membership: {
      segmentNumber: membership.segmentNumber,
      from: at,
      get until() {
        return membership.until
      },
    },
  }
}
