// Held by tests/e2e/seed-report.e2e.test.ts
import { print } from '../../print.ts'
import { textFlag } from '../command.ts'
import type { Arguments } from '../command.ts'
import { connect } from '../connect.ts'
import { NONE, money, percent, table, whole } from '../table.ts'
import { UsageError } from '../usage-error.ts'

/** What the command line shows of a seed; the service says more. */
interface SeedShown {
  segment: string
  size: number
  matchable: { type: string; members: number; taken: boolean }[]
  recency_days: { p50: number } | null
  converted: { value: number | null }
  value: { currency: string; mean: number; top_tenth_share: number } | null
  diversity: Record<'source' | 'category' | 'country', { largest: string | null; largest_share: number } | null>
  overlap: { segment: string; share: number | null }[]
  change: { entered: number | null; left: number | null }
  advice: { code: string; message: string }[]
}

/** Flags that are parameters of the same name. */
const ASKED = ['conversion', 'exclude', 'compare', 'currency']

/** `seed-report ID`: figures beside each other, then what to do. */
export async function runSeedReport(args: Arguments): Promise<number> {
  const [, id, ...rest] = args.positionals
  if (id === undefined || rest.length > 0) throw new UsageError('expected: segments seed-report ID')
  const query = new URLSearchParams({ wait: 'true' })
  for (const name of ASKED) {
    const value = textFlag(args, name)
    if (value !== undefined) query.set(name, value)
  }
  const path = `/v1/segments/${encodeURIComponent(id)}/seed-report?${query.toString()}`
  const report = await connect(args).json<{ seeds: SeedShown[] }>('GET', path)
  print(args.flags['json'] === true ? JSON.stringify(report, null, 2) : seedText(report.seeds))
  return 0
}

function seedText(seeds: readonly SeedShown[]): string {
  const columns = [{ head: '' }, ...seeds.map(({ segment }) => ({ head: segment, right: true }))]
  const row = (name: string, cell: (seed: SeedShown) => string): string[] => [name, ...seeds.map(cell)]
  const excluded = [...new Set(seeds.flatMap(({ overlap }) => overlap.map(({ segment }) => segment)))]
  const kind = (name: keyof SeedShown['diversity']): string[] =>
    row(`largest ${name}`, ({ diversity: { [name]: found } }) =>
      found ? `${found.largest ?? NONE} ${percent(found.largest_share)}` : NONE,
    )
  const rows = [
    row('members', ({ size }) => whole(size)),
    ...(seeds[0]?.matchable ?? []).flatMap(({ type, taken }) =>
      taken ? [row(`with ${type}`, (seed) => whole(seed.matchable.find((one) => one.type === type)?.members))] : [],
    ),
    row('median days since seen', ({ recency_days: days }) => (days ? days.p50.toFixed(1) : NONE)),
    row('converted', ({ converted }) => percent(converted.value)),
    row('mean value', ({ value }) => (value ? `${money(value.mean)} ${value.currency}` : NONE)),
    row('value of the best tenth', ({ value }) => percent(value?.top_tenth_share)),
    kind('source'),
    kind('category'),
    kind('country'),
    ...excluded.map((id) => row(`also in ${id}`, ({ overlap }) => percent(overlap.find(({ segment }) => segment === id)?.share))),
    row('entered since', ({ change }) => whole(change.entered)),
    row('left since', ({ change }) => whole(change.left)),
  ]
  const advice = seeds.flatMap((seed) => seed.advice.map(({ code, message }) => `${seed.segment}: ${code}. ${message}`))
  return [table(columns, rows), '', ...advice].join('\n')
}
