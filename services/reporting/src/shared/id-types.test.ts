import { createHash } from 'node:crypto'
import type { Identifier } from '@weir/contracts'
import { expect, it } from 'vitest'
import { exportValues } from './id-types.ts'

const hash = (algorithm: string, text: string): string => createHash(algorithm).update(text).digest('hex')
const IDFA = '6D92078A-8246-4BA4-AE5B-76104861E7DC'
const GAID = 'cdda802e-fb9c-47ad-9866-0794d394c912'
const known: Identifier[] = [
  { type: 'email', value: hash('sha256', 'a@example.org') },
  { type: 'email', value: hash('sha256', 'b@example.org') },
  { type: 'idfa', value: IDFA },
  { type: 'gaid', value: GAID },
  { type: 'gaid', value: hash('sha256', 'was hashed by the sender') },
]

it('hands out hashes of the edge as they are', () => {
  expect(exportValues(known, 'EMAIL_SHA256')).toEqual([hash('sha256', 'a@example.org'), hash('sha256', 'b@example.org')])
  expect(exportValues(known, 'PHONE_SHA256')).toEqual([])
})

it('hashes device ids in lower case', () => {
  expect(exportValues(known, 'IDFA_SHA256')).toEqual([hash('sha256', IDFA.toLowerCase())])
  expect(exportValues(known, 'IDFA_MD5')).toEqual([hash('md5', IDFA.toLowerCase())])
})

it('does not hash a hash', () => {
  expect(exportValues(known, 'GAID_SHA256')).toEqual([hash('sha256', GAID), hash('sha256', 'was hashed by the sender')])
  expect(exportValues(known, 'GAID_MD5')).toEqual([hash('md5', GAID)])
})

it('puts devices of both systems under MAID', () => {
  expect(exportValues(known, 'MAID_SHA256')).toHaveLength(3)
})
