import { expect, it } from 'vitest'
import { createGroupCommit } from './group-commit.ts'

/** A queue whose commits end when the test says so. */
function controlled(bytesMax: number) {
  const commits: { jobs: string[]; end(error?: Error): void }[] = []
  const queue = createGroupCommit<string>(
    (jobs) => new Promise((resolve, reject) => commits.push({ jobs, end: (error) => (error ? reject(error) : resolve()) })),
    bytesMax,
  )
  const turn = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)))
  return { commits, queue, turn }
}

it('commits together what arrives together, and then what arrived meanwhile', async () => {
  const { commits, queue, turn } = controlled(1000)
  const done = [queue.push('a', 1), queue.push('b', 1)]
  await turn()
  done.push(queue.push('c', 1), queue.push('d', 1))
  await turn()
  done.push(queue.push('e', 1))
  expect(commits.map((commit) => commit.jobs)).toEqual([['a', 'b']])
  commits[0]!.end()
  await turn()
  expect(commits.map((commit) => commit.jobs)).toEqual([
    ['a', 'b'],
    ['c', 'd', 'e'],
  ])
  commits[1]!.end()
  await Promise.all([...done, queue.drained()])
})

it('fills a commit up to its limit, in order, with one job at least', async () => {
  const { commits, queue, turn } = controlled(10)
  const done = [queue.push('large', 50), queue.push('a', 5), queue.push('b', 5), queue.push('c', 5)]
  for (let i = 0; i < 3; i++) {
    await turn()
    commits[i]!.end()
  }
  await Promise.all(done)
  expect(commits.map((commit) => commit.jobs)).toEqual([['large'], ['a', 'b'], ['c']])
})

it('rejects the jobs of a failed commit only', async () => {
  const { commits, queue, turn } = controlled(1000)
  const first = queue.push('a', 1).catch(String)
  await turn()
  const second = queue.push('b', 1)
  commits[0]!.end(new Error('full'))
  expect(await first).toBe('Error: full')
  await turn()
  commits[1]!.end()
  await second
})
