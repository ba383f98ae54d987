// SQL as a tree of pieces, and which facts a question may see.
export * from './facts.ts'
export * from './sql.ts'
