import { randomBytes } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { describeError, httpStatusOf } from './server-error.ts'

export function answerError(response: ServerResponse, error: unknown): void {
  const { code, text } = describeError(error)
  if (response.destroyed) return
  response.writeHead(httpStatusOf(code), {
    'X-ClickHouse-Exception-Code': String(code),
    'Content-Type': 'text/plain; charset=UTF-8',
  })
  response.end(`${text}\n`)
}

export function answerDone(response: ServerResponse, body: Uint8Array, summary: Record<string, string>): void {
  response.writeHead(200, { 'X-ClickHouse-Summary': JSON.stringify(summary) })
  response.end(body)
}

/** Answers up to this size are sent whole, so that an error in them is an ordinary error answer. */
const HELD_BYTES_MAX = 4 * 1024 * 1024
const STALL_MS_MAX = 60_000

/**
 * Sends the chunks as they come, as fast as the client reads. An error after the first megabytes is
 * appended to the body in the form that ClickHouse uses since 25.11 and the client knows from the
 * tag in the header.
 */
export async function answerStream(response: ServerResponse, chunks: AsyncIterable<Uint8Array>): Promise<void> {
  const tag = randomBytes(8).toString('hex')
  const held: Uint8Array[] = []
  let heldBytes = 0
  const begin = (): void => {
    response.writeHead(200, { 'X-ClickHouse-Exception-Tag': tag })
    for (const chunk of held) response.write(chunk)
  }
  try {
    for await (const chunk of chunks) {
      if (response.destroyed) return
      if (response.headersSent) {
        if (!response.write(chunk)) await writable(response)
        continue
      }
      held.push(chunk)
      heldBytes += chunk.length
      if (heldBytes > HELD_BYTES_MAX) begin()
    }
  } catch (error) {
    if (response.headersSent) response.end(trailingError(tag, describeError(error).text))
    throw error
  }
  if (!response.headersSent) begin()
  response.end()
}

/**
 * Waits until the client has read enough, or is gone. One that stops reading would keep a session
 * for ever, so it is cut off.
 */
function writable(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => response.destroy(), STALL_MS_MAX)
    const go = (): void => {
      clearTimeout(timer)
      response.off('drain', go).off('close', go)
      resolve()
    }
    response.on('drain', go).on('close', go)
  })
}

function trailingError(tag: string, text: string): string {
  const message = `${text.trimEnd()}\n`
  return `\r\n__exception__\r\n${tag}\r\n${message}${Buffer.byteLength(message)} ${tag}\r\n__exception__\r\n`
}
