import { errorCode } from '@weir/runtime'
import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { printError } from '../print.ts'
import { apiError } from './client.ts'
import { textFlag } from './command.ts'
import type { CliCommand } from './command.ts'
import { userPath } from './config.ts'
import { connect } from './connect.ts'
import { UsageError } from './usage-error.ts'

const FORMATS = ['csv', 'ndjson', 'tiktok_file']
/** A TikTok file is nothing without identifiers: those that its multi-type files take. */
const TIKTOK_IDS = 'EMAIL_SHA256,PHONE_SHA256,MAID_SHA256'

export const exportCommand: CliCommand = {
  usage: 'export SEGMENT',
  help: 'members of a segment as a file, or to stdout',
  options: [
    ['--format F', `${FORMATS.join(', ')} (csv)`],
    ['--id-types A,B', `identifiers to export, such as EMAIL_SHA256 (tiktok_file: ${TIKTOK_IDS})`],
    ['--consent-record', 'name in each row the records of the consent log that allow it (csv, ndjson)'],
    ['--out FILE', 'write there; it is put in place when it is complete'],
  ],
  parse: {
    format: { type: 'string', default: 'csv' },
    'id-types': { type: 'string' },
    out: { type: 'string' },
    'consent-record': { type: 'boolean' },
  },
  async run(args) {
    const [segment, ...rest] = args.positionals
    const format = textFlag(args, 'format') ?? 'csv'
    if (segment === undefined || rest.length > 0) throw new UsageError('name one segment to export')
    if (!FORMATS.includes(format)) throw new UsageError(`--format takes one of ${FORMATS.join(', ')}`)
    const query = new URLSearchParams({ format })
    const ids = textFlag(args, 'id-types') ?? (format === 'tiktok_file' ? TIKTOK_IDS : undefined)
    if (ids !== undefined) query.set('id_types', ids)
    if (args.flags['consent-record'] === true) query.set('consent_record', 'true')
    const response = await connect(args).send('GET', `/v1/segments/${encodeURIComponent(segment)}/export?${query.toString()}`)
    if (!response.ok) throw await apiError(response)
    const out = textFlag(args, 'out')
    await (out === undefined ? toStdout(response) : toFile(response, userPath(out)))
    return 0
  },
}

/** Beside the file and renamed, so that a broken export never looks like a complete one. */
async function toFile(response: Response, path: string): Promise<void> {
  const part = `${path}.part`
  try {
    await pipeline(bodyOf(response), createWriteStream(part))
    await rename(part, path)
  } catch (error) {
    await rm(part, { force: true })
    const reason = error instanceof Error ? error.message : String(error)
    throw new UsageError(`the export to ${path} failed: ${reason}`, { cause: error })
  }
  printError(`written to ${path} (membership version ${response.headers.get('x-weir-membership-version') ?? 'unknown'})`)
}

async function toStdout(response: Response): Promise<void> {
  try {
    await pipeline(bodyOf(response), process.stdout, { end: false })
  } catch (error) {
    // Who reads only the first lines (head) closes the pipe: that is all they wanted.
    if (errorCode(error) !== 'EPIPE') throw error
  }
}

function bodyOf(response: Response): Readable {
  return response.body ? Readable.from(response.body as AsyncIterable<Uint8Array>) : Readable.from([])
}
