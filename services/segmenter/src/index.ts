// From hits to memberships: resolve (who, and only once) and fold (what they are members of, at
// every instant).
export { startSegmenter } from './segmenter.ts'
export type { Segmenter, SegmenterDeps } from './segmenter.ts'
export { createSegmenterEvents } from './metrics.ts'
export { startOptOuts } from './opt-outs/index.ts'
export type { OptOutIndexer } from './opt-outs/index.ts'
export { toFact } from './evaluate/rows.ts'
export { createWarehouseHistory } from './backfill/history/warehouse.ts'
export { publishScores } from './scores.ts'
export type { PersonScore, Scored } from './scores.ts'
export { BLANK, reviseEvent, reviseHit } from './erasure/revise.ts'
