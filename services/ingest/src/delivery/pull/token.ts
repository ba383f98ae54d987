import { readFile } from 'node:fs/promises'
import type { TokenReference } from '@weir/contracts'
import { tokenVariable } from '@weir/runtime'
import { PullError } from './pull-error.ts'

/** A token of TikTok's is one word; what has blanks or lines is another kind of file. */
const TOKEN = /^[\x21-\x7e]{8,512}$/

/**
 * The token that a source refers to, read anew each time: a token that was renewed needs no
 * restart. Messages say where it was looked for, and nothing of what stood there.
 * @throws PullError token
 */
export async function readToken(reference: TokenReference, variable: typeof tokenVariable = tokenVariable): Promise<string> {
  // A file that cannot be read has no token, which is told below.
  const text = 'env' in reference ? variable(reference.env) : await readFile(reference.file, 'utf8').catch(() => undefined)
  const token = text?.trim() ?? ''
  if (TOKEN.test(token)) return token
  throw new PullError('token', `${placeOf(reference)} has no access token: one word, readable by the process that fetches`)
}

/** For messages. */
export function placeOf(reference: TokenReference): string {
  return 'env' in reference ? `the variable ${reference.env}` : `the file ${reference.file}`
}
