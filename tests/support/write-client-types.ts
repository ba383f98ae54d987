import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ROOT } from '../tidy/repository.ts'
import { CLIENT_TYPES, clientTypes } from './client-types.ts'

// npm run client

await writeFile(join(ROOT, CLIENT_TYPES), await clientTypes())
process.exit(0)
