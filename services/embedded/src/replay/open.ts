import { errorCode } from '@weir/runtime'
import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { createGunzip, gunzipSync, constants } from 'node:zlib'
import { UsageError } from '../cli/usage-error.ts'
import { decoded, mustBeUtf8 } from './encoding.ts'
import type { Layout } from './layout.ts'
import { guessLayout } from './layout.ts'
import { parseFile } from './parse.ts'
import type { OpenFile } from './records.ts'

/** A file that is being read, and how far that has come. */
export interface ReadingFile extends OpenFile {
  /** Bytes as they lie on disk. */
  bytesTotal: number
  bytesRead(): number
}

const HEAD_BYTES = 64 * 1024

/** The text of a file, and how far it is read. */
export interface OpenText {
  text: Readable
  firstLine: string
  /** Bytes as they lie on disk. */
  bytesTotal: number
  bytesRead(): number
}

/**
 * Opens a file of records: CSV, NDJSON or text in columns, plain or gzip.
 * @param layout as the user gave it; guessed from the first line otherwise. @param encoding of the
 *   text (a WHATWG name).
 * @throws UsageError, also with the first line that is not in the encoding.
 */
export async function openFile(path: string, layout?: Layout, encoding = 'utf-8'): Promise<ReadingFile> {
  const { text, firstLine: first, ...progress } = await openText(path, encoding)
  try {
    const file = await parseFile(text, layout ?? guessLayout(first))
    return { ...file, ...progress }
  } catch (error) {
    text.destroy()
    throw error
  }
}

/**
 * Opens a file of text, plain or gzip.
 * @param encoding of the text (a WHATWG name).
 * @throws UsageError, also with the first line that is not in the encoding.
 */
export async function openText(path: string, encoding = 'utf-8'): Promise<OpenText> {
  const { head, size } = await readHead(path)
  const zipped = head[0] === 0x1f && head[1] === 0x8b
  const isUtf8 = new TextDecoder(encoding).encoding === 'utf-8'
  const start = zipped ? unzipStart(head) : head
  if (isUtf8) await mustBeUtf8(createBytes(path, zipped))
  // Not before the file is known to be right: nobody would close it.
  const raw = createReadStream(path, { highWaterMark: 64 * 1024 })
  const bytes = zipped ? unzipped(raw) : raw
  const text = isUtf8 ? bytes : decoded(bytes, encoding)
  text.setEncoding('utf8')
  return { text, firstLine: firstLine(start, encoding), bytesTotal: size, bytesRead: () => raw.bytesRead }
}

async function readHead(path: string): Promise<{ head: Buffer; size: number }> {
  try {
    const { size } = await stat(path)
    await using file = await open(path)
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0)
    return { head: buffer.subarray(0, bytesRead), size }
  } catch (error) {
    const code = errorCode(error)
    if (code === 'ENOENT') throw new UsageError(`there is no file ${path}`, { cause: error })
    if (code === 'EISDIR') throw new UsageError(`${path} is a folder`, { cause: error })
    throw error
  }
}

function createBytes(path: string, zipped: boolean): Readable {
  const raw = createReadStream(path, { highWaterMark: 1024 * 1024 })
  return zipped ? unzipped(raw) : raw
}

function unzipped(raw: Readable): Readable {
  const gunzip = createGunzip()
  raw.once('error', (error) => gunzip.destroy(error))
  return raw.pipe(gunzip)
}

/** As much as the first bytes of an archive give. */
function unzipStart(head: Buffer): Buffer {
  try {
    return gunzipSync(head, { finishFlush: constants.Z_SYNC_FLUSH })
  } catch (error) {
    throw new UsageError('the file begins like gzip, and is not', { cause: error })
  }
}

function firstLine(head: Buffer, encoding: string): string {
  const text = new TextDecoder(encoding).decode(head)
  return text.split(/\r?\n/).find((line) => line.trim() !== '') ?? ''
}
