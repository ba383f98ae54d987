import { SegmentInput, WeirError } from '@weir/contracts'
import type { StoredSegmentVersion } from '@weir/contracts'
import { faultsOf } from '@weir/runtime/http'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { App } from '../../shared/app.ts'
import { CursorParam } from '../../shared/cursors.ts'
import type { Cursors } from '../../shared/cursors.ts'
import type { ReportingDeps } from '../../shared/deps.ts'
import { SavedSegment } from '../crud/saving.ts'
import type { SaveSegment } from '../crud/saving.ts'
import { SegmentParams } from '../shared/find.ts'
import { mustNotBeOwned } from '../shared/managed.ts'
import { shownVersion, VersionAnswer, versionsOfSegment } from './shown.ts'

const VERSION_MAX = 2 ** 31 - 1
const VersionNumber = z.coerce.number().int().min(1).max(VERSION_MAX)

const VersionsQuery = z.strictObject({
  cursor: CursorParam,
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
})
const VersionsAnswer = z.object({
  versions: z.array(VersionAnswer),
  cursor: z.string().nullable().describe('For the next page; null after the last one'),
})
const VersionsPlace = z.tuple([z.int()])

const ROLLBACK_HELP = `Defines the rule and the purposes of that version anew, as PUT /v1/segments/{id} does: as the newest version, checked like any
other. Name, description and min_size stay as they are now. A deleted segment comes back as it was in that version.`

interface VersionParts {
  cursors: Cursors
  saveSegment: SaveSegment
}

/** What a segment was, and making it so again. */
export function versionRoutes(app: App, { config }: ReportingDeps, { cursors, saveSegment }: VersionParts): void {
  const tags = ['segments']

  app.get(
    '/v1/segments/:id/versions',
    {
      config: { scope: 'read' },
      schema: {
        summary: 'The definitions that a segment has had, newest first',
        description: 'The newest thousand are kept, also of a segment that was deleted.',
        tags,
        params: SegmentParams,
        querystring: VersionsQuery,
        response: { 200: VersionsAnswer },
      },
    },
    async (request) => {
      const { id } = request.params
      const { cursor, limit } = request.query
      const all = mustHaveVersions(config, id)
      const reading = { key: request.weirKey?.id ?? '', list: `versions/${id}` }
      const [before] = cursor === undefined ? [VERSION_MAX + 1] : await cursors.take(reading, cursor, VersionsPlace)
      const start = all.findIndex(({ version }) => version < before)
      const end = start < 0 ? 0 : Math.min(all.length, start + limit)
      const places = Array.from({ length: start < 0 ? 0 : end - start }, (_, i) => start + i)
      return {
        versions: places.map((at) => shownVersion(config, { all, at, isToldWho: isToldWho(request) })),
        cursor: end > 0 && end < all.length ? await cursors.give(reading, [all[end - 1]!.version]) : null,
      }
    },
  )

  app.get(
    '/v1/segments/:id/versions/:version',
    {
      config: { scope: 'read' },
      schema: {
        summary: 'One version of a segment',
        tags,
        params: SegmentParams.extend({ version: VersionNumber }),
        response: { 200: VersionAnswer },
      },
    },
    async (request) => {
      const { id, version } = request.params
      const all = mustHaveVersions(config, id)
      const at = all.findIndex((one) => one.version === version)
      if (at < 0) throw new WeirError('not_found', notKept(all))
      return shownVersion(config, { all, at, isToldWho: isToldWho(request) })
    },
  )

  app.post(
    '/v1/segments/:id/rollback',
    {
      config: { scope: 'admin', answers: ['conflict'] },
      schema: {
        summary: 'Define an earlier version of a segment anew',
        description: ROLLBACK_HELP,
        tags,
        params: SegmentParams,
        body: z.strictObject({ version: z.int().min(1).max(VERSION_MAX) }),
        response: { 200: SavedSegment },
      },
    },
    async ({ params: { id }, body, weirKey }) => {
      mustNotBeOwned(id)
      const all = mustHaveVersions(config, id)
      const kept = all.find(({ version }) => version === body.version)
      if (!kept) refuse([{ path: 'version', message: notKept(all) }])
      return saveSegment(id, inputOf(config, kept), weirKey?.id ?? null)
    },
  )
}

/** Keys that administrate know who did what; the audit trail is theirs, too. */
function isToldWho({ weirKey }: FastifyRequest): boolean {
  return weirKey?.scopes.includes('admin') ?? false
}

/** @throws WeirError not_found. */
function mustHaveVersions(config: ReportingDeps['config'], id: string): StoredSegmentVersion[] {
  const all = versionsOfSegment(config, id)
  if (all.length === 0) throw new WeirError('not_found', 'there is no segment with this id, and none is kept')
  return all
}

function notKept(all: readonly StoredSegmentVersion[]): string {
  return `this version is not kept: there are ${all.at(-1)?.version} to ${all[0]?.version}, as GET /v1/segments/{id}/versions lists them`
}

/**
 * What is defined again: rules are held to what is taken today.
 * @throws WeirError invalid_field.
 */
function inputOf(config: ReportingDeps['config'], kept: StoredSegmentVersion): SegmentInput {
  const { name, description, min_size } = config.segment(kept.id) ?? kept
  const parsed = SegmentInput.safeParse({
    name,
    ...(description === undefined ? {} : { description }),
    ...(min_size === undefined ? {} : { min_size }),
    rule: kept.rule,
    ...(kept.purposes === undefined ? {} : { purposes: kept.purposes }),
  })
  return parsed.success ? parsed.data : refuse(faultsOf(parsed.error))
}

function refuse(faults: { path: string; message: string }[]): never {
  throw new WeirError('invalid_field', 'the version cannot be defined again', { faults })
}
