import { readFile } from 'node:fs/promises'
import { run } from '../process.ts'

/**
 * When a process began, in words that only compare: together with its id they name one process,
 * where the id alone may by now be somebody else's. undefined when there is none, or only what is
 * left of one that nobody has buried.
 */
export async function birthOf(pid: number): Promise<string | undefined> {
  return process.platform === 'linux' ? fromProc(pid) : fromPs(pid)
}

async function fromProc(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined)
  // The second field is the name in parentheses, and may hold anything; the third is the state, the
  // 22nd the start in clock ticks.
  const [state, ...fields] = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? []
  return state === undefined || state === 'Z' || state === 'X' ? undefined : fields[18]
}

async function fromPs(pid: number): Promise<string | undefined> {
  await using ps = await run('ps', ['-o', 'state=,lstart=', '-p', `${pid}`])
  await ps.ended
  const [state, ...start] = ps.stdout().trim().split(/\s+/)
  return state === undefined || state === '' || state.startsWith('Z') ? undefined : start.join(' ')
}
