import { run } from '@weir/testkit'
import type { RunningProcess } from '@weir/testkit'
import { ROOT } from '../tidy/repository.ts'

/** Programs as a user starts them: built (build.ts), each a process of its own. */

/** `npm run weir -- ARGS`, from the folder of the repository. */
export function runCli(args: readonly string[], env: Record<string, string> = {}): Promise<RunningProcess> {
  return run(process.execPath, ['services/embedded/dist/cli.js', ...args], { cwd: ROOT, env })
}

/** `npm start`, with the name of a service or `embedded` for all in one. */
export function runService(
  name: string,
  args: readonly string[] = [],
  env: Record<string, string> = {},
): Promise<RunningProcess> {
  return run(process.execPath, [`services/${name}/dist/main.js`, ...args], { cwd: ROOT, env })
}
