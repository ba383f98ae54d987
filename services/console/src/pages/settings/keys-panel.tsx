import { Badge } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { keysQuery, revokeKey } from '../../api/settings-queries.ts'
import type { KeyShown } from '../../api/settings-queries.ts'
import { ConfirmButton } from '../../parts/confirm-button.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { ScrollX } from '../../parts/scroll-x.tsx'
import { useLanguage } from '../../texts/language.tsx'
import { NewKey } from './new-key.tsx'

/** All keys with what they allow; one may be made, and revoked. */
export function KeysPanel(): ReactNode {
  const { texts } = useLanguage()
  const t = texts.settings
  const query = useQuery(keysQuery)
  return (
    <div className="two-columns">
      <Loaded query={query} height={240}>
        {(keys) =>
          keys.length === 0 ? (
            <div className="card">{t.noKeys}</div>
          ) : (
            <div className="card">
              <ScrollX label={t.tabs.keys}>
                <table className="table">
                  <thead>
                    <tr>
                      <th>{texts.common.name}</th>
                      <th>{t.scopes}</th>
                      <th>{t.sources}</th>
                      <th>{t.created}</th>
                      <th>
                        <span className="unseen">{t.revoke}</span>
                      </th>
                    </tr>
                  </thead>
                  <tbody>
                    {keys.map((key) => (
                      <KeyRow key={key.id} shown={key} />
                    ))}
                  </tbody>
                </table>
              </ScrollX>
            </div>
          )
        }
      </Loaded>
      <NewKey />
    </div>
  )
}

function KeyRow({ shown }: { shown: KeyShown }): ReactNode {
  const { texts, formats } = useLanguage()
  const t = texts.settings
  const { id, name, scopes, sources, created_at: created } = shown
  return (
    <tr>
      <td>
        {name}
        <div className="dim mono">{id}</div>
      </td>
      <td>
        <span className="row">
          {scopes.map((scope) => (
            <Badge key={scope} variant="light" color={scope === 'admin' ? 'orange' : 'cyan'} tt="none">
              {scope}
            </Badge>
          ))}
        </span>
      </td>
      <td>{sources === undefined ? t.allSources : sources.join(', ')}</td>
      <td>{formats.day(created)}</td>
      <td>
        <ConfirmButton
          label={t.revoke}
          title={t.revokeTitle(name)}
          help={t.revokeHelp}
          act={() => revokeKey(id)}
          changes={[['keys'], ['sessions']]}
        />
      </td>
    </tr>
  )
}
