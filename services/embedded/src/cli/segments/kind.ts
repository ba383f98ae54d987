// Held by ../as-code/definition-file.test.ts and ../as-code/plan.test.ts
import { pathFaults, rangeFaults, SEGMENT_ID, segmentNumber, SegmentInput } from '@weir/contracts'
import { compile } from '@weir/segmentation'
import type { DefinitionKind } from '../as-code/definition.ts'
import { whole } from '../table.ts'
import { presentSegments, segmentTable } from './answer.ts'
import type { PresentSegment } from './answer.ts'

/** Segments as files define them: the body of `PUT /v1/segments/{id}`. */
export const SEGMENT_KIND: DefinitionKind<SegmentInput, PresentSegment> = {
  form: { id: SEGMENT_ID, input: SegmentInput, faultsOf: compileFaults },
  path: '/v1/segments',
  fields: ['name', 'description', 'rule', 'purposes', 'min_size'],
  sets: ['purposes'],
  // Those of journeys and exposure policies are theirs.
  presentOf: async (client) => (await presentSegments(client)).filter(({ id }) => !id.includes('.')),
  table: segmentTable,
  lost: ({ size }) => `${whole(size)} in it now`,
}

/**
 * What the schema cannot see, such as an unknown time zone: the service would refuse it, after
 * others have been applied.
 */
function compileFaults(id: string, input: SegmentInput): string[] {
  const lost = [...pathFaults(input.rule), ...rangeFaults(input.rule)].map(({ path, message }) => `${path}: ${message}`)
  if (lost.length > 0) return lost
  try {
    compile(0, [{ ...input, id, number: segmentNumber(id), version: 1 }])
    return []
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return [`rule: ${error.message}`]
  }
}
