// Held by ../dialects/description/examples.test.ts
import type { FastifyInstance } from 'fastify'

declare module 'fastify' {
  interface FastifySchema {
    /** Leaves the route out of the description of the API. */
    hide?: boolean
  }
}

/**
 * Schemas of routes in this scope only describe: bodies are read by `parse`, event by event, and
 * answers are written as they are.
 */
export function describedOnly(app: FastifyInstance): void {
  app.setValidatorCompiler(() => () => true)
  app.setSerializerCompiler(() => (data) => JSON.stringify(data))
}
