import { issuePlace } from '@weir/contracts'
import { parseDocument } from 'yaml'
import type { FileDefinition, FileForm } from './definition.ts'

export const DEFINITION_FILE = /\.(ya?ml|json)$/i

/**
 * The definition in the text of a file, or every fault with its path (or line) within the file. It
 * is called as its file, unless it has an `id`. JSON is YAML, too.
 */
export function parseDefinition<I>(form: FileForm<I>, file: string, text: string): FileDefinition<I> | { faults: string[] } {
  const { value, faults } = parseYaml(text)
  if (faults.length > 0) return { faults }
  const { rawId, body } = withoutId(value)
  const id = typeof rawId === 'string' ? rawId : file.replace(DEFINITION_FILE, '')
  const idFaults = [
    ...(rawId === undefined || typeof rawId === 'string' ? [] : ['id: expected a text']),
    ...(form.id.test(id) ? [] : [unfit(id, rawId === undefined)]),
  ]
  const parsed = form.input.safeParse(body)
  if (!parsed.success) {
    const issues = parsed.error.issues.map((issue) => `${issuePlace(issue) || '(the file)'}: ${issue.message}`)
    return { faults: [...idFaults, ...issues] }
  }
  const all = [...idFaults, ...form.faultsOf(id, parsed.data)]
  return all.length > 0 ? { faults: all } : { id, file, input: parsed.data }
}

function unfit(id: string, isOfFile: boolean): string {
  return `id: "${id}" is no id: it has a-z, 0-9, "_" and "-", at most 64${isOfFile ? ' (it is the name of the file)' : ''}`
}

function withoutId(value: unknown): { rawId?: unknown; body: unknown } {
  if (typeof value !== 'object' || value === null || !('id' in value)) return { body: value }
  const { id: rawId, ...body } = value
  return { rawId, body }
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
