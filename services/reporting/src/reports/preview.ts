import type { SegmentDefinition } from '@weir/contracts'
import { knownPeopleSql } from '@weir/segmentation'
import { z } from 'zod'
import type { ReportingDeps } from '../deps.ts'
import type { Reader } from '../reader.ts'
import { ratio } from './metrics.ts'

export interface Preview {
  size: number
  /** Of the people known at the instant; null when nobody was. */
  share: number | null
  knownPeople: number
}

const Size = z.object({ size: z.coerce.number() })
const Known = z.object({ known: z.coerce.number() })

/** How many people the definition would have had as members at the instant (Unix ms), from all of history: exact. */
export async function queryPreview(
  warehouse: Reader,
  toSql: ReportingDeps['toSql'],
  definition: SegmentDefinition,
  asOfMs: number,
): Promise<Preview> {
  const members = toSql(definition, asOfMs)
  // The compiled rule brings its own parameters, so it is wrapped as text; nothing of the request is in that text.
  const [size] = await warehouse.rows(
    { text: `SELECT uniqExact(person) AS size FROM (${members.sql})`, params: members.params },
    Size,
  )
  const everybody = knownPeopleSql(asOfMs)
  const [known] = await warehouse.rows(
    { text: `SELECT count() AS known FROM (${everybody.sql})`, params: everybody.params },
    Known,
  )
  const knownPeople = known?.known ?? 0
  return { size: size?.size ?? 0, share: ratio(size?.size ?? 0, knownPeople), knownPeople }
}
