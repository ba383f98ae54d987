import { recordOf } from '@weir/contracts'
import { z } from 'zod'
import type { App } from '../shared/app.ts'
import { SKIPS } from '../shared/auditor.ts'
import type { ReportingDeps } from '../shared/deps.ts'
import { iso } from '../shared/iso.ts'

const Evidence = z.object({
  member: z.boolean(),
  known: z.boolean(),
  denied: z.array(z.string()).describe('Purposes of the segment that are not granted'),
  conditions: z.array(
    z.object({
      path: z.string().describe('Where in the rule, such as all.0.not'),
      holds: z.boolean(),
      value: z.number().exactOptional(),
      events: z.int(),
      eids: z.array(z.string()),
    }),
  ),
})

const AuditAnswer = z.object({
  checked: z.int().describe('Memberships compared: a person and a segment each'),
  mismatches: z.array(
    z.object({
      person: z.string(),
      segment: z.string(),
      version: z.int(),
      at: z.string(),
      against: z.enum(['sql', 'bitmap']).describe('Who disagrees with the stream'),
      stream: z.boolean().describe('A member by their own state at that instant'),
      stored: z.boolean().describe('The same as it is written, before timers that are due'),
      sql: z.boolean(),
      bitmap: z.boolean().nullable().describe('null where none is kept for this rule'),
      why: Evidence.exactOptional().describe('What the full history says'),
    }),
  ),
  skipped: z.int().describe('People about whom nothing could be concluded'),
  skipped_because: z.object(Object.fromEntries(SKIPS.map((reason) => [reason, z.int()]))),
})

/** An audit on request. */
export function auditRoutes(app: App, { auditor }: ReportingDeps): void {
  app.post(
    '/v1/admin/audit',
    {
      config: { scope: 'admin' },
      schema: {
        summary: 'Compare the stream with the warehouse now',
        description: 'Memberships of random people in all segments, as their state has them, against SQL and the bitmaps.',
        tags: ['operation'],
        body: z.strictObject({ people: z.int().min(1).max(10_000).default(200) }).nullish(),
        response: { 200: AuditAnswer },
      },
    },
    async (request) => {
      const { checked, mismatches, skipped } = await auditor.audit({ people: request.body?.people ?? 200, segments: Infinity })
      return {
        checked,
        mismatches: mismatches.map((mismatch) => ({ ...mismatch, bitmap: mismatch.bitmap ?? null, at: iso(mismatch.at) })),
        skipped: new Set(skipped.map(({ person }) => person)).size,
        skipped_because: recordOf(SKIPS, (reason) => skipped.filter((skip) => skip.because === reason).length),
      }
    },
  )
}
