import { parse, parseAllDocuments } from 'yaml'

/**
 * A part of a YAML document, looked at piece by piece: every way of asking answers something empty
 * where nothing is.
 */
export interface Node {
  readonly value: unknown
  at(...path: readonly (string | number)[]): Node
  list(): Node[]
  entries(): [name: string, value: Node][]
  /** '' for what is no scalar. */
  text(): string
  is(): boolean
}

export function nodeOf(value: unknown): Node {
  const isMap = typeof value === 'object' && value !== null && !Array.isArray(value)
  return {
    value,
    at: (...path) => path.reduce((node, step) => nodeOf(child(node.value, step)), nodeOf(value)),
    list: () => (Array.isArray(value) ? value.map(nodeOf) : []),
    entries: () => (isMap ? Object.entries(value).map(([name, inner]) => [name, nodeOf(inner)]) : []),
    text: () => (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''),
    is: () => value !== undefined && value !== null,
  }
}

function child(value: unknown, step: string | number): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  return Object.hasOwn(value, step) ? (value as Record<string | number, unknown>)[step] : undefined
}

/**
 * With anchors and merge keys resolved.
 * @throws Error for what is no YAML, or names a key twice.
 */
export function parseYaml(text: string): Node {
  return nodeOf(parse(text, { merge: true, uniqueKeys: true }))
}

export function parseYamls(text: string): Node[] {
  return parseAllDocuments(text).map((document) => {
    if (document.errors[0]) throw document.errors[0]
    return nodeOf(document.toJS())
  })
}
