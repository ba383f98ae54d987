import type { ReactNode } from 'react'
import { ScrollX } from '../../parts/scroll-x.tsx'
import { useLanguage } from '../../texts/language.tsx'
import type { SeedShown } from './advice-notice.tsx'

interface SeedTableProps {
  seeds: readonly SeedShown[]
}

const KINDS = ['source', 'category', 'country'] as const

/** Every figure of the seeds, a column for each seed. */
export function SeedFigures({ seeds }: SeedTableProps): ReactNode {
  const { texts, formats } = useLanguage()
  const t = texts.seed
  const number = (value: number | null | undefined): string => formats.number(value)
  const share = (value: number | null | undefined): string => formats.share(value)
  const rows: [string, (seed: SeedShown) => ReactNode][] = [
    [t.size, ({ size }) => number(size)],
    [t.withheld, ({ withheld }) => number(withheld)],
    [t.lookedAt, ({ looked_at: looked }) => number(looked)],
    [t.measured, ({ measured }) => number(measured)],
    [
      t.converted,
      ({ converted: { value, low, high } }) =>
        low === null || high === null ? share(value) : `${share(value)} (${t.between(share(low), share(high))})`,
    ],
    [
      t.recency,
      ({ recency_days: days }) => (days ? `${number(days.p50)} (${t.between(number(days.p10), number(days.p90))})` : '–'),
    ],
    [
      t.value,
      ({ value }) => (value ? `${formats.money(value.p50, value.currency)} (${formats.money(value.mean, value.currency)})` : '–'),
    ],
    [t.topTenth, ({ value }) => share(value?.top_tenth_share)],
    ...KINDS.map((kind): [string, (seed: SeedShown) => ReactNode] => [
      t.diversity[kind],
      ({ diversity }) => {
        const found = diversity[kind]
        return found ? (
          <>
            {number(found.effective)}
            <div className="dim">{t.largest(found.largest ?? '…', share(found.largest_share))}</div>
          </>
        ) : (
          '–'
        )
      },
    ]),
    [
      t.change,
      ({ change }) => (
        <>
          <span className="came-in">{formats.change(change.entered)}</span>{' '}
          <span className="went-out">{change.left === null ? '–' : formats.change(-change.left)}</span>
          <div className="dim">{t.since(number(change.before), formats.day(change.since))}</div>
        </>
      ),
    ],
  ]
  return (
    <section className="card stack">
      <h2 className="section-title">{t.figures}</h2>
      <ScrollX label={t.figures}>
        <table className="table">
          <thead>
            <tr>
              <th>{t.figure}</th>
              {seeds.map(({ segment }) => (
                <th key={segment} className="number">
                  {segment}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(([name, of]) => (
              <tr key={name}>
                <td>{name}</td>
                {seeds.map((seed) => (
                  <td key={seed.segment} className="number">
                    {of(seed)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollX>
    </section>
  )
}

/** How many can be matched by each identifier that is there, against what the platform needs. */
export function SeedMatchable({ seeds }: SeedTableProps): ReactNode {
  const { texts, formats } = useLanguage()
  const t = texts.seed
  const rows = seeds.flatMap(({ segment, matchable }) =>
    matchable.filter(({ members }) => members > 0).map((one) => ({ segment, ...one })),
  )
  if (rows.length === 0) return null
  return (
    <section className="card stack">
      <h2 className="section-title">{t.matchable}</h2>
      <ScrollX label={t.matchable}>
        <table className="table">
          <thead>
            <tr>
              <th>{t.segment}</th>
              <th>{t.identifier}</th>
              <th className="number">{texts.segments.members}</th>
              <th>{t.canCreate}</th>
              <th>{t.canTarget}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ segment, type, members, taken, can_create: create, can_target: target }) => (
              <tr key={`${segment} ${type}`}>
                <td>{segment}</td>
                <td className="mono">
                  {type}
                  {taken ? null : <div className="dim">{t.notTaken}</div>}
                </td>
                <td className="number">{formats.number(members)}</td>
                <td>{create ? texts.common.yes : texts.common.no}</td>
                <td>{target ? texts.common.yes : texts.common.no}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollX>
    </section>
  )
}

/** What each seed shares with those whom the ads exclude. */
export function SeedOverlap({ seeds }: SeedTableProps): ReactNode {
  const { texts, formats } = useLanguage()
  const t = texts.seed
  const rows = seeds.flatMap(({ segment, overlap }) => overlap.map((one) => ({ of: segment, ...one })))
  if (rows.length === 0) return null
  return (
    <section className="card stack">
      <h2 className="section-title">{t.excluded}</h2>
      <ScrollX label={t.excluded}>
        <table className="table">
          <thead>
            <tr>
              <th>{t.segment}</th>
              <th>{t.exclude}</th>
              <th className="number">{texts.segments.both}</th>
              <th className="number">{t.shareOf}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ of, segment, both, share }) => (
              <tr key={`${of} ${segment}`}>
                <td>{of}</td>
                <td>{segment}</td>
                <td className="number">{formats.number(both)}</td>
                <td className="number">{formats.share(share)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollX>
    </section>
  )
}
