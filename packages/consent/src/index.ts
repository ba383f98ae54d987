// May we: what a hit says about consent, what a person's hits add up to, and the gate.
export * from './decide.ts'
export * from './fold.ts'
export * from './opt-outs.ts'
export * from './said.ts'
export * from './withdrawal.ts'
