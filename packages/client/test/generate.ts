import openapiTS, { astToString } from 'openapi-typescript'
import type { OpenAPI3 } from 'openapi-typescript'

const HEAD = '// Generated from the description of the API by npm run client: not to be edited.\n'

/** The types of an API, generated from its description. */
export async function generateTypes(description: object): Promise<string> {
  const nodes = await openapiTS(description as OpenAPI3, { alphabetize: true, silent: true })
  return HEAD + astToString(nodes)
}
