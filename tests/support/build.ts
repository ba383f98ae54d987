import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { ROOT } from '../tidy/repository.ts'

/**
 * For vitest: brings the build up to date once before tests that start programs, unless
 * `WEIR_TEST_BUILT` says that it is. A built program starts in half the time of its source.
 *
 * @throws Error with what the compiler says.
 */
export default async function build(): Promise<void> {
  if (process.env['WEIR_TEST_BUILT']) return
  await promisify(execFile)('node_modules/.bin/tsc', ['-b', 'tsconfig.build.json'], { cwd: ROOT }).catch((cause: unknown) => {
    const said = cause instanceof Error && 'stdout' in cause ? String(cause.stdout) : String(cause)
    throw new Error(`the build failed:\n${said}`, { cause })
  })
}
