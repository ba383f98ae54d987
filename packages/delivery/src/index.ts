// Reports of ad platforms as rows: TikTok's report API, and CSV of Ads Managers and others.
export { readDelivery } from './read.ts'
export type { DeliveryBatch, OpenDelivery, ReadOptions } from './read.ts'
export type { ReadSettings, RowFault } from './settings.ts'
export { addDecimals, createDeliveryTally } from './tally.ts'
export type { DeliverySums } from './tally.ts'
