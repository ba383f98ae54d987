import type { Commit, Lease, StateStore } from '@weir/state'
import type { Weather } from './faults.ts'
import { UNBROKEN } from './world.ts'
import type { Broken } from './world.ts'

export type Sabotage = Partial<Broken> & {
  weather?: Partial<Weather>
  /** The first story to try; the first of all unless told. */
  from?: number
  /** In stories of people who are linked and split. */
  people?: true
  /** And erased. */
  erasures?: true
}

/**
 * Bugs that others had, planted: each must be noticed. A lease that still counts when it was taken
 * over is not among them: whoever reads a record makes the same of it, so the position alone keeps
 * two owners from harm in all stories that were tried.
 */
export const SABOTAGE: Record<string, Sabotage> = {
  'ingest answers before the log has the events': {
    ingestLog: (log) => ({
      ...log,
      async append(topic, entries) {
        log.append(topic, entries).catch(() => undefined)
      },
    }),
  },
  'ingest does not start': {
    ingestLog: () => {
      throw new Error('broken')
    },
  },
  'ingest takes nothing': {
    ingestLog: (log) => ({
      ...log,
      append: async () => {
        throw new Error('broken')
      },
    }),
  },
  'a commit counts whoever makes it and wherever it begins': { guards: { ...UNBROKEN.guards, position: false, fence: false } },
  'a store that fell back to an older position is believed': {
    guards: { ...UNBROKEN.guards, position: false, memory: false },
    weather: { rollback: 1 },
  },
  'a store that fell back to the same position is believed': {
    guards: { ...UNBROKEN.guards, memory: false },
    weather: { slip: 0.3 },
  },
  'an idle partition does not look whether its state fell back': {
    state: withLease(fromMemory),
    weather: { rollback: 1, slip: 0.3 },
  },
  'an idle loader does not look whether its state fell back': {
    loaderState: withLease(fromMemory),
    weather: { rollback: 1 },
    from: 70,
  },
  'the loader repeats an insert without looking what is there': {
    warehouse: (warehouse) => ({
      ...warehouse,
      query: async () => [],
      stream: async function* () {},
      stopInsert: async () => undefined,
      stopInserts: async () => undefined,
    }),
  },
  'nobody notes whose an identifier is': {
    people: true,
    state: withLease((lease) => ({
      ...lease,
      commit: (commit) =>
        lease.commit({ ...commit, puts: (commit.puts ?? []).filter(({ key }) => !key.startsWith('identifier:')) }),
    })),
  },
  'what the warehouse has of the erased stays': {
    people: true,
    erasures: true,
    weather: { rollback: 0 },
    warehouse: (warehouse) => ({
      ...warehouse,
      command: async (sql) => (sql.startsWith('ALTER TABLE') ? undefined : warehouse.command(sql)),
    }),
  },
  'what the state has of the erased stays': {
    people: true,
    erasures: true,
    weather: { rollback: 0 },
    state: withLease((lease) => ({ ...lease, commit: (commit) => lease.commit({ ...commit, deletes: [] }) })),
  },
  'a segmenter forgets what was on its way when it died': {
    state: withLease((lease) => ({ ...lease, outbox: async () => [] })),
  },
}

/** Says what was committed last, whatever the store holds. */
function fromMemory(lease: Lease): Lease {
  let last: Commit | undefined
  return {
    ...lease,
    position: async () => last?.position ?? lease.position(),
    meta: async () => last?.meta ?? lease.meta(),
    outbox: async (...args) => (last ? [] : lease.outbox(...args)),
    async commit(commit) {
      const number = await lease.commit(commit)
      last = { ...last, ...commit }
      return number
    },
  }
}

function withLease(change: (lease: Lease) => Lease): (state: StateStore) => StateStore {
  return (state) => ({ ...state, acquire: async (partition) => change(await state.acquire(partition)) })
}
