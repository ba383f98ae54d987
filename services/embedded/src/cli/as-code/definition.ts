// Held by plan.test.ts and read-folder.test.ts
import type { z } from 'zod'
import type { ApiClient } from '../client.ts'

/** What a file defines: the body of a PUT, and its id. */
export interface FileDefinition<I> {
  id: string
  /** The file's name, for messages. */
  file: string
  input: I
}

/** How files of one kind are read. */
export interface FileForm<I> {
  /** What an id is like. */
  id: RegExp
  /** Parses all of a file but its id. */
  input: z.ZodType<I>
  /** What the schema cannot see, each with its path: the service would refuse it halfway. */
  faultsOf(id: string, input: I): string[]
}

/** Things of one kind that a service has, and that files can define. */
export interface DefinitionKind<I extends object, P extends I & { id: string }> {
  form: FileForm<I>
  /** Of the API, without the id. */
  path: string
  /** What is compared, and named where it differs. */
  fields: readonly (keyof I & string)[]
  /** Those of them whose order says nothing. */
  sets: readonly (keyof I & string)[]
  /** All of the service. */
  presentOf(client: ApiClient): Promise<P[]>
  table(present: readonly P[]): string
  /** What is lost with one that is deleted. */
  lost(present: P): string
}
