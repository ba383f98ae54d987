// Commits until the file may not grow any more, then says what became of everything, as JSON.
import { openLmdbState } from '@weir/state/lmdb'

const unhandled: string[] = []
process.on('unhandledRejection', (error) => unhandled.push(String(error)))

const [path = ''] = process.argv.slice(2)
const store = await openLmdbState({ path, partitions: 3 })
const text = (error: unknown): string => (error instanceof Error ? `${error.name}: ${error.message}` : String(error))
const leases = await Promise.all([0, 1, 2].map((partition) => store.acquire(partition)))

const refusals: string[] = []
let position = -1
while (refusals.length === 0) {
  const commit = { expect: position, position: ++position, puts: [{ key: `k${position}`, value: Buffer.alloc(50_000, 'x') }] }
  const answers = await Promise.all(leases.map((lease) => lease.commit(commit).then(() => 'ok', text)))
  refusals.push(...answers.filter((answer) => answer !== 'ok'))
}
refusals.push(await store.acquire(0).then(() => 'ok', text), await leases[0]!.load(['k0']).then(() => 'ok', text))
await new Promise((resolve) => setTimeout(resolve, 200))
await store.close()
process.stdout.write(JSON.stringify({ acknowledged: position - 1, refusals, unhandled }))
