import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ROOT } from '../../tidy/repository.ts'

const FIRST = /"name":"spans are written"/g

/** Settings of a process whose spans are written to a file. */
export function spansTo(file: string): Record<string, string> {
  const url = pathToFileURL(join(ROOT, 'tests/support/personal/spans.mjs')).href
  return { NODE_OPTIONS: `--import=${url}`, SPANS_FILE: file }
}

/** What they say. @throws Error unless at least so many processes could write theirs. */
export async function spansOf(file: string, processes: number): Promise<string> {
  const text = await readFile(file, 'utf8')
  const writing = text.match(FIRST)?.length ?? 0
  if (writing < processes) throw new Error(`${writing} of ${processes} processes wrote spans`)
  return text
}

/** Programs that make a span with a text in it, in each place that a span has for one. */
export const PLANTING: readonly ((text: string) => string)[] = [
  'startSpan(text)',
  "startSpan('x', { attributes: { [text]: 1 } })",
  "startSpan('x', { attributes: { own: text } })",
  "startSpan('x').addEvent(text)",
  "startSpan('x').addEvent('x', { own: text })",
  "startSpan('x').setStatus({ code: 2, message: text })",
  "startSpan('x', { links: [{ context: { traceId: '', spanId: '', traceFlags: 1 }, attributes: { own: text } }] })",
].map(
  (made) => (text) =>
    `import { trace } from '@opentelemetry/api'\nconst text = ${JSON.stringify(text)}\ntrace.getTracer('x').${made}.end()`,
)
