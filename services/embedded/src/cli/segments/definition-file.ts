import { pathFaults, rangeFaults, issuePlace, SEGMENT_ID, segmentNumber, SegmentInput } from '@weir/contracts'
import { compile } from '@weir/segmentation'
import { parseDocument } from 'yaml'
import { z } from 'zod'

/** A segment as a file defines it. */
export interface DefinedSegment {
  id: string
  /** The file's name, for messages. */
  file: string
  input: SegmentInput
}

/**
 * What a file holds: the body of `PUT /v1/segments/{id}`, and the id unless it is the file's name.
 */
const Definition = z.strictObject({ id: z.string().exactOptional(), ...SegmentInput.shape })

export const DEFINITION_FILE = /\.(ya?ml|json)$/i

/**
 * The segment in the text of a file, or every fault with its path (or line) within the file. JSON
 * is YAML, too.
 */
export function parseDefinition(file: string, text: string): DefinedSegment | { faults: string[] } {
  const { value, faults } = parseYaml(text)
  if (faults.length > 0) return { faults }
  const parsed = Definition.safeParse(value)
  const rawId = typeof value === 'object' && value !== null && 'id' in value ? value.id : undefined
  const id = typeof rawId === 'string' ? rawId : file.replace(DEFINITION_FILE, '')
  const idFaults = SEGMENT_ID.test(id)
    ? []
    : [
        `id: "${id}" is no id: it has a-z, 0-9, "_" and "-", at most 64${rawId === undefined ? ' (it is the name of the file)' : ''}`,
      ]
  if (!parsed.success) {
    const issues = parsed.error.issues.map((issue) => `${issuePlace(issue) || '(the file)'}: ${issue.message}`)
    return { faults: [...idFaults, ...issues] }
  }
  const { id: _, ...input } = parsed.data
  const all = [...idFaults, ...compileFaults(id, input)]
  return all.length > 0 ? { faults: all } : { id, file, input }
}

/** Warnings count: they are about tags that the value would silently be without. */
function parseYaml(text: string): { value?: unknown; faults: string[] } {
  const document = parseDocument(text)
  // The message shows the place in the text below its first line; line and column are in that line.
  const faults = [...document.errors, ...document.warnings].map(({ message }) => (message.split('\n')[0] ?? '').replace(/:$/, ''))
  if (faults.length > 0) return { faults }
  try {
    return { value: document.toJS(), faults }
  } catch (error) {
    // An alias without its anchor, or one that grows without end.
    return { faults: [error instanceof Error ? error.message : String(error)] }
  }
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
