// From hits to memberships: resolve (who, and only once) and fold (what they are members of, at every instant).
export { startSegmenter } from './segmenter.ts'
export type { Segmenter, SegmenterDeps } from './segmenter.ts'
export { toFact } from './facts.ts'
export { createWarehouseHistory } from './history/warehouse.ts'
export { publishScores } from './scores.ts'
export type { PersonScore, Scored } from './scores.ts'
