// All of Weir in one process, on LMDB and chDB: ingest, segmenter, loader, reporting on one port
// and in one data folder.
export { EMBEDDED_SETTINGS, readConfig } from './config.ts'
export type { EmbeddedConfig } from './config.ts'
export { startEmbedded } from './embedded.ts'
export type { Embedded } from './embedded.ts'
export { runRebuild } from './rebuild/run.ts'
