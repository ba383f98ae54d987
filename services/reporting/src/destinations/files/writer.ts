import { access, constants, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { WeirError } from '@weir/contracts'
import type { FilesDestination } from '@weir/contracts'
import { createClock, repeat } from '@weir/runtime'
import { csvFormat, ndjsonFormat } from '../../segments/export/formats.ts'
import { filePages } from '../../segments/export/pages.ts'
import { listsEnough } from '../../segments/members/min-size.ts'
import { untilWhole } from '../../segments/shared/versions.ts'
import type { ReportingDeps } from '../../shared/deps.ts'
import { iso } from '../../shared/iso.ts'
import { createReportReader } from '../../shared/reader.ts'
import { openSince } from '../../shared/since.ts'
import { clearFiles, readExportManifest, writeNext } from './folder.ts'
import type { FileManifest } from './folder.ts'

/** How often it is looked whether a file is due, ms. */
const LOOK_MS = 1_000
/** Looking and writing takes at most this fraction (1/n) of the time, however large files are. */
const PAUSE_PER_LOOK = 4
/** A file that has somebody who withdrew is written anew after so long at most, ms. */
const WITHDRAWN_MS = 60_000

/**
 * Writes the files of destinations when they are due, one after another: in their time, when they
 * are asked for or changed, and within a minute after somebody withdrew, whoever that was. Removes
 * them where the destination is deleted, its segment is gone, or has fewer members than its
 * `min_size`. To be run by one process.
 * @returns how to look now, and how to stop.
 */
export function startFileWriter(deps: ReportingDeps, root: string): { look(): Promise<void>; close(): Promise<void> } {
  const { config, logger } = deps
  const look = async (): Promise<void> => {
    for (const one of config.destinations()) {
      if (one.kind !== 'files') continue
      try {
        await attend(deps, one, join(root, one.id))
      } catch (error) {
        logger.warn({ err: error, destination: one.id }, 'the file of a destination could not be written; it is tried again')
      }
    }
  }
  const onError = (error: unknown): void =>
    logger.warn({ err: error }, 'files of destinations are not looked at; it is tried again')
  const looks = repeat(look, { everyMs: LOOK_MS, restPerRun: PAUSE_PER_LOOK, onError })
  return { look, close: () => looks.close() }
}

async function attend(deps: ReportingDeps, spec: FilesDestination, folder: string): Promise<void> {
  const { config, clock } = deps
  if (spec.deleting) {
    await clearFiles(folder)
    return config.put(`destination:${spec.id}`, undefined)
  }
  if (spec.paused) return
  const segment = config.segment(spec.segment)
  if (!segment || !(await untilWhole(() => listsEnough(deps, segment, clock.now())))) return clearFiles(folder)
  const now = (deps.wallClock ?? createClock('system')).now()
  const last = await readExportManifest(folder)
  const made_by = madeBy(spec, config.suppression().changedAt)
  const knows = `${(await deps.ledger.folded()).optOuts}/${config.erasuresVersion()}`
  if (last && !isDue(spec, last, { now, made_by, knows })) return
  const { id_types, format } = spec
  const makeFormat = format === 'csv' ? csvFormat : ndjsonFormat
  const made = makeFormat(id_types, { records: false })
  const since = await openSince(createReportReader(deps.warehouse), [segment.number])
  const version = (last?.version ?? 0) + 1
  const file = `members-${version}.${format}`
  const about = { destination: spec.id, segment: segment.id, version, made_at: iso(now), format, id_types, file }
  const pages = filePages(deps, segment, { format: made, since })
  await writeNext(folder, pages, { ...about, made_by, knows, hasHead: made.head !== '' })
}

function isDue(
  { every_minutes: every }: FilesDestination,
  last: FileManifest,
  { now, made_by, knows }: { now: number } & Pick<FileManifest, 'made_by' | 'knows'>,
): boolean {
  const age = now - Date.parse(last.made_at)
  if (last.made_by !== made_by || (last.knows !== knows && age >= WITHDRAWN_MS)) return true
  return every !== undefined && age >= every * 60_000
}

function madeBy({ created_at, segment, format, id_types, sync }: FilesDestination, listsChangedAt: number): string {
  return JSON.stringify([created_at, segment, format, id_types, sync?.at ?? 0, listsChangedAt])
}

/** The newest file of a destination, as its status tells of it; null where there is none. */
export async function newestFile(root: string | undefined, { id }: FilesDestination): Promise<object | null> {
  const manifest = root === undefined ? undefined : await readExportManifest(join(root, id))
  if (!manifest) return null
  const { version, made_at, file, rows, bytes, sha256 } = manifest
  return { version, made_at, file, rows, bytes, sha256 }
}

/** @throws WeirError unavailable where files can be written nowhere. */
export function mustHaveFolder(root: string | undefined): asserts root is string {
  if (root === undefined)
    throw new WeirError('unavailable', 'files are written by the one process alone, in its folder WEIR_EXPORTS')
}

/** Whether files can be written: without writing one. */
export async function testFolder(root: string | undefined): Promise<{ ok: boolean; reason: string | null }> {
  mustHaveFolder(root)
  try {
    await mkdir(root, { recursive: true })
    await access(root, constants.W_OK)
    return { ok: true, reason: null }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    return { ok: false, reason: `the folder WEIR_EXPORTS cannot be written (${code})` }
  }
}
