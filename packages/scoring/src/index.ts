// How likely people are to do something, learnt from what others did.
export * from './bins.ts'
export * from './boosting.ts'
export * from './examine.ts'
export * from './features.ts'
export * from './logistic.ts'
export * from './train.ts'
export * from './tree.ts'
