// Which facts a question may see is the same for reports and for what is made for them beforehand.
export { BOTS_SHOWN, factsOf, MEASURABLE, visibleFacts } from '@weir/warehouse'
export type { FactScope } from '@weir/warehouse'
