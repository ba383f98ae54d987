// Held by train.test.ts
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ScoreModel } from '@weir/scoring'
import { Feature } from './features/feature.ts'
import { z } from 'zod'
import { ModellingFault } from './fault.ts'

/** What a version has learnt: it says nothing of any person. */
export interface KeptModel {
  features: readonly Feature[]
  lookbackMs: number
  model: ScoreModel
}

const Kept = z.object({
  features: z.array(Feature),
  lookbackMs: z.number(),
  model: z.custom<ScoreModel>(
    (value) => typeof value === 'object' && value !== null && 'fitted' in value && 'calibrated' in value,
  ),
})

/** Ids that differ in their letters' size alone would be one file on some disks. */
const pathOf = (folder: string, key: string, version: number): string =>
  join(folder, `${Buffer.from(key).toString('hex')}-${version}.json`)

/** @param key `model:<id>` or `lookalike:<segment>`. A reader finds the whole file or none. */
export async function keepModel(folder: string, key: string, version: number, kept: KeptModel): Promise<void> {
  const path = pathOf(folder, key, version)
  await mkdir(folder, { recursive: true })
  await writeFile(`${path}.making`, JSON.stringify(kept), { flush: true })
  await rename(`${path}.making`, path)
}

/** @throws ModellingFault where it is not on this machine any more. */
export async function readModel(folder: string, key: string, version: number): Promise<KeptModel> {
  // It may have been cleared away; the fault says so.
  const text = await readFile(pathOf(folder, key, version), 'utf8').catch(() => undefined)
  if (text === undefined) throw new ModellingFault('what the model has learnt is not kept here any more: train it again')
  return Kept.parse(JSON.parse(text))
}

export async function dropModel(folder: string, key: string, version: number): Promise<void> {
  await rm(pathOf(folder, key, version), { force: true })
}
