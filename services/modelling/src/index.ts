// Models that learn from what people did, and scores of everybody who allows it.
export { EXAMPLES_MAX } from './examples.ts'
export { startModelling } from './modelling.ts'
export type { ModellingDeps } from './modelling.ts'
export type { Modelled, ModelledPeople } from './people.ts'
