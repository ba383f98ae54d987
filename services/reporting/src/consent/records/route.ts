import { setImmediate } from 'node:timers/promises'
import { createChainCheck, isEmptied } from '@weir/consent'
import type { ChainResult } from '@weir/consent'
import {
  consentRecordHash,
  consentRecordId,
  foldStatus,
  fromClickhouseTime,
  markOfCode,
  parseConsentRecordId,
  PURPOSES,
  WeirError,
} from '@weir/contracts'
import type { ChainHead } from '@weir/contracts'
import { z } from 'zod'
import type { App } from '../../shared/app.ts'
import type { ReportingDeps } from '../../shared/deps.ts'
import { iso } from '../../shared/iso.ts'
import type { ReportReader } from '../../shared/reader.ts'
import { signalOf } from '../signals.ts'
import { queryChain, queryRecords } from './query.ts'
import type { StoredRecord } from './query.ts'

const Fault = z.object({
  kind: z.enum(['changed', 'missing', 'repeated', 'unlinked']),
  seq: z.int(),
  until: z.int().exactOptional().describe('Where several in a row are missing, the last of them'),
})
const VerifyAnswer = z.object({
  intact: z.boolean(),
  complete: z.boolean().describe('Whether the warehouse had all records by then; if not, those at the end may be on their way'),
  records: z.int(),
  emptied: z
    .int()
    .describe('Of them, records of people who are gone, emptied by WEIR_KEEP_CONSENT: of these the links are checked'),
  chains: z.array(
    z.object({
      part: z.int(),
      records: z.int(),
      head: z.object({ seq: z.int(), hash: z.string() }).describe('How far the chain was, by the state'),
      fault_count: z.int(),
      faults: z.array(Fault).describe('The first 100'),
    }),
  ),
})

const RecordAnswer = z.object({
  record: z.string(),
  at: z.string().describe('Since when it counts'),
  received_at: z.string(),
  source: z.string(),
  channel: z.string(),
  person: z.string().describe('Who said it, as of then'),
  eid: z.string().describe('The event that said it'),
  said: z.partialRecord(
    z.enum(PURPOSES),
    z.object({ granted: z.boolean(), by: z.string().describe('The signal'), keyless: z.boolean() }),
  ),
  proof: z.string().describe('What was sent, as JSON text; empty where the basis of the source decided all'),
  previous: z.string(),
  hash: z.string(),
  emptied: z.boolean().describe('Whether its content was emptied because the person is gone'),
  intact: z.boolean().describe('Whether the hash is that of the record; false where it was emptied'),
})

/** The consent log: its records, and whether it is as it was written. */
export function consentRecordRoutes(app: App, deps: ReportingDeps, warehouse: ReportReader): void {
  const { fold } = deps
  app.get(
    '/v1/consent/verify',
    {
      config: { scope: 'read' },
      schema: {
        summary: 'Whether the consent log is as it was written',
        description:
          'Reads every record and its hash. A record that was changed, removed, added or put elsewhere is named by its chain and place. Waits up to 10 s until the warehouse has what the state knows.',
        tags: ['consent'],
        querystring: z.strictObject({
          part: z.coerce.number().int().min(0).max(100_000).exactOptional().describe('Only this chain'),
        }),
        response: { 200: VerifyAnswer },
      },
    },
    async (request) => {
      const { part } = request.query
      if (part !== undefined && part >= fold.partitions) {
        const message = `there is no such chain: give 0 to ${fold.partitions - 1}`
        throw new WeirError('invalid_field', 'the request has faults', { faults: [{ path: 'part', message }] })
      }
      const parts = part === undefined ? Array.from({ length: fold.partitions }, (_, i) => i) : [part]
      // The heads first: what they count must be in the warehouse once all is that is in the log.
      const heads = await Promise.all(parts.map(async (one) => foldStatus(await fold.view(one).meta()).chain))
      const complete = await deps.awaitVisible(VISIBLE_MS)
      const chains = []
      let emptied = 0
      for (const [i, one] of parts.entries()) {
        const { records, faultCount, faults, ...found } = await verify(warehouse, one, heads[i]!, complete)
        emptied += found.emptied
        chains.push({ part: one, records, head: heads[i]!, fault_count: faultCount, faults })
      }
      const records = chains.reduce((sum, chain) => sum + chain.records, 0)
      return { intact: chains.every((chain) => chain.fault_count === 0), complete, records, emptied, chains }
    },
  )
  app.get(
    '/v1/consent/records/:record',
    {
      config: { scope: 'read' },
      schema: {
        summary: 'One record of the consent log',
        description: 'Rows of exports and the consent of a person name these records.',
        tags: ['consent'],
        params: z.strictObject({ record: z.string().max(32) }),
        response: { 200: RecordAnswer },
      },
    },
    async (request, reply) => {
      const named = parseConsentRecordId(request.params.record)
      if (!named) {
        const message = 'this is no record: give one such as 0-17'
        throw new WeirError('invalid_field', 'the request has faults', { faults: [{ path: 'record', message }] })
      }
      const [record] = await queryRecords(warehouse, named.part, named.seq)
      if (!record) throw new WeirError('not_found', 'there is no such record, or the warehouse does not have it yet')
      void reply.header('cache-control', 'no-store')
      return shown(record)
    },
  )
}

const VISIBLE_MS = 10_000

async function verify(warehouse: ReportReader, part: number, head: ChainHead, complete: boolean): Promise<ChainResult> {
  const check = createChainCheck(head)
  for await (const page of queryChain(warehouse, part)) {
    for (const record of page) check.take(record)
    await setImmediate()
  }
  return check.result(complete)
}

function shown(record: StoredRecord): z.input<typeof RecordAnswer> {
  const { part, seq, at, received_at, source, channel, person, eid, proof, previous, hash } = record
  const said: z.input<typeof RecordAnswer>['said'] = {}
  PURPOSES.forEach((purpose, i) => {
    const mark = markOfCode(Number(record.codes[i] ?? 0))
    if (mark) said[purpose] = { granted: mark.granted, by: signalOf(record.decided_by[i]), keyless: mark.keyless === true }
  })
  return {
    record: consentRecordId(part, seq),
    at: iso(fromClickhouseTime(at)),
    received_at: iso(fromClickhouseTime(received_at)),
    source,
    channel,
    person,
    eid,
    said,
    proof,
    previous,
    hash,
    emptied: isEmptied(record),
    intact: consentRecordHash(record) === hash,
  }
}
