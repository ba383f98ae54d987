import { NativeSelect, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { experimentsQuery } from '../../api/experiment-queries.ts'
import type { ExperimentShown } from '../../api/experiment-queries.ts'
import { CopyText } from '../../parts/copy-button.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { PageHead } from '../../parts/page-head.tsx'
import { ScrollX } from '../../parts/scroll-x.tsx'
import { useLanguage } from '../../texts/language.tsx'
import { chosenExperiments, EXPERIMENT_STATES } from './choose-experiments.ts'
import { ExperimentState } from './experiment-state.tsx'

const route = getRouteApi('/experiments')

const FIRST = `curl -X PUT ${location.origin}/v1/experiments/button -H "Authorization: Bearer $KEY" \\
  -H 'Content-Type: application/json' -d '{
  "name": "Blue button", "hypothesis": "A blue button sells more",
  "arms": [{"id": "control", "weight": 1}, {"id": "blue", "weight": 1}],
  "primary": {"id": "buyers", "kind": "share", "event": {"name": "Purchase"}},
  "starts_at": "2030-01-01T00:00:00Z" }'`

/** All experiments, searched and by state; the address holds both. */
export function ExperimentsPage(): ReactNode {
  const { texts } = useLanguage()
  const t = texts.experiments
  const { q = '', state } = route.useSearch()
  const navigate = route.useNavigate()
  const query = useQuery(experimentsQuery)
  return (
    <>
      <PageHead title={texts.pages.experiments} under={t.help} />
      <Loaded query={query} height={240}>
        {(all) =>
          all.length === 0 ? (
            <div className="card stack">
              <div>{t.empty}</div>
              <pre className="code-block" tabIndex={0}>
                {FIRST}
              </pre>
              <div>
                <CopyText text={FIRST} />
              </div>
            </div>
          ) : (
            <div className="stack">
              <div className="row">
                <TextInput
                  data-page-search
                  type="search"
                  aria-label={t.search}
                  placeholder={`${t.search} ( / )`}
                  value={q}
                  onChange={(event) =>
                    void navigate({ search: (old) => ({ ...old, q: event.target.value || undefined }), replace: true })
                  }
                />
                <NativeSelect
                  aria-label={t.state}
                  value={state ?? ''}
                  data={[
                    { value: '', label: t.allStates },
                    ...EXPERIMENT_STATES.map((one) => ({ value: one, label: t.states[one] })),
                  ]}
                  onChange={(event) =>
                    void navigate({ search: (old) => ({ ...old, state: event.target.value || undefined }), replace: true })
                  }
                />
              </div>
              <ExperimentTable experiments={chosenExperiments(all, q, state)} />
            </div>
          )
        }
      </Loaded>
    </>
  )
}

function ExperimentTable({ experiments }: { experiments: readonly ExperimentShown[] }): ReactNode {
  const { texts, formats } = useLanguage()
  const t = texts.experiments
  if (experiments.length === 0) return <div className="card">{t.noneFound}</div>
  return (
    <div className="card">
      <ScrollX label={texts.pages.experiments}>
        <table className="table">
          <thead>
            <tr>
              <th>{texts.common.name}</th>
              <th>{t.state}</th>
              <th>{t.primary}</th>
              <th>{t.arms}</th>
              <th className="number">{t.traffic}</th>
              <th>{t.started}</th>
              <th>{t.ends}</th>
            </tr>
          </thead>
          <tbody>
            {experiments.map(({ id, name, state, primary, arms, traffic, starts_at, ends_at, hypothesis }) => (
              <tr key={id}>
                <td className="wide-cell">
                  <Link to="/experiments/$id" params={{ id }}>
                    {name}
                  </Link>
                  <div className="dim">{hypothesis}</div>
                </td>
                <td>
                  <ExperimentState state={state} />
                </td>
                <td>{primary.id}</td>
                <td>{arms.map((arm) => arm.id).join(', ')}</td>
                <td className="number">{formats.share(traffic)}</td>
                <td>{formats.day(starts_at)}</td>
                <td>{ends_at === undefined ? '–' : formats.day(ends_at)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollX>
    </div>
  )
}
