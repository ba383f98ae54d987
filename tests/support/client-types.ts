import { generateTypes } from '../../packages/client/test/generate.ts'
import { apiDocument } from './api-document.ts'

/** Where the types of the API are kept, below the root. */
export const CLIENT_TYPES = 'packages/client/src/api.ts'

/** The types of the API as it is now. */
export async function clientTypes(): Promise<string> {
  return generateTypes(await apiDocument())
}
