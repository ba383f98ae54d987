import { isUtf8 } from 'node:buffer'
import { Transform } from 'node:stream'
import type { Readable } from 'node:stream'
import { UsageError } from '../cli/usage-error.ts'

const NEWLINE = 0x0a

/**
 * Looks through a file before anything of it is sent: spreadsheets save CSV in the code page of the
 * machine, and a reader of UTF-8 makes U+FFFD of every accent without a word.
 * @throws UsageError with the line that is not UTF-8, and what to do.
 */
export async function mustBeUtf8(bytes: Readable): Promise<void> {
  let line = 1
  let rest = Buffer.alloc(0)
  for await (const chunk of bytes as AsyncIterable<Buffer>) {
    const all = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    const end = all.lastIndexOf(NEWLINE) + 1
    const whole = all.subarray(0, end)
    if (!isUtf8(whole)) throw fault(whole, line)
    for (let at = whole.indexOf(NEWLINE); at !== -1; at = whole.indexOf(NEWLINE, at + 1)) line++
    rest = Buffer.from(all.subarray(end))
  }
  if (!isUtf8(rest)) throw fault(rest, line)
}

function fault(bytes: Buffer, firstLine: number): UsageError {
  if (firstLine === 1 && isUtf16(bytes)) return new UsageError('the file is UTF-16: save it as UTF-8, or say --encoding utf-16le')
  let [line, from] = [firstLine, 0]
  for (;;) {
    const at = bytes.indexOf(NEWLINE, from)
    const end = at === -1 ? bytes.length : at
    if (at === -1 || !isUtf8(bytes.subarray(from, end))) break
    line++
    from = end + 1
  }
  return new UsageError(
    `line ${line} is not UTF-8: save the file as UTF-8, or say in which encoding it is (of Excel, often --encoding windows-1252)`,
  )
}

function isUtf16(bytes: Buffer): boolean {
  return (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)
}

/**
 * @returns whether it is a name that {@link decoded} understands (WHATWG encodings: `windows-1252`,
 *   `utf-16le`, `shift_jis` ...).
 */
export function isEncoding(name: string): boolean {
  try {
    return new TextDecoder(name).encoding !== ''
  } catch {
    // The decoder throws for what is no encoding.
    return false
  }
}

/** The bytes of another encoding as UTF-8. */
export function decoded(bytes: Readable, encoding: string): Readable {
  const decoder = new TextDecoder(encoding, { fatal: true })
  const decode = (chunk: Buffer | undefined, done: (error?: Error | null, text?: string) => void): void => {
    try {
      done(null, chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode())
    } catch (error) {
      done(new UsageError(`the file is not ${encoding}`, { cause: error }))
    }
  }
  const transform = new Transform({
    transform: (chunk: Buffer, _encoding, done) => decode(chunk, done),
    flush: (done) => decode(undefined, done),
  })
  bytes.once('error', (error) => transform.destroy(error))
  return bytes.pipe(transform)
}
