import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

/** No file may become larger, KiB. */
const FILE_KIB_MAX = 4096

/** What a writer prints, as JSON, when it has tried to write more than there is room for. */
export interface FullDiskReport {
  acknowledged: number
  refusals: string[]
  unhandled: string[]
}

/**
 * Runs a writer on a full disk: a limit on the size of files stands in for it, a write beyond it
 * fails.
 *
 * @param script the writer's source.
 * @param path the folder to write to.
 */
export async function runOnFullDisk(script: URL, path: string): Promise<FullDiskReport> {
  const command = `ulimit -f ${FILE_KIB_MAX} && exec "$0" --conditions=@weir/source --import tsx "$1" "$2"`
  const { stdout } = await promisify(execFile)('bash', ['-c', command, process.execPath, fileURLToPath(script), path])
  return JSON.parse(stdout) as FullDiskReport
}
