import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { endSession, sessionsQuery } from '../../api/settings-queries.ts'
import { ConfirmButton } from '../../parts/confirm-button.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { ScrollX } from '../../parts/scroll-x.tsx'
import { useLanguage } from '../../texts/language.tsx'

/** Browsers that are signed in, by key; each can be signed out from here. */
export function SessionsPanel(): ReactNode {
  const { texts, formats } = useLanguage()
  const t = texts.settings
  const query = useQuery(sessionsQuery)
  return (
    <Loaded query={query} height={200}>
      {(sessions) => (
        <div className="card">
          <ScrollX label={t.tabs.sessions}>
            <table className="table">
              <thead>
                <tr>
                  <th>{t.key}</th>
                  <th>{t.role}</th>
                  <th>{t.created}</th>
                  <th>{t.expires}</th>
                  <th>
                    <span className="unseen">{t.signOut}</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {sessions.map(({ id, name, key, role, created_at: created, expires_at: expires }) => (
                  <tr key={id}>
                    <td>
                      {name}
                      <div className="dim mono">{key}</div>
                    </td>
                    <td>{role}</td>
                    <td>{formats.instant(created)}</td>
                    <td>{formats.instant(expires)}</td>
                    <td>
                      <ConfirmButton
                        label={t.signOut}
                        title={t.signOutTitle(name)}
                        help={t.signOutHelp}
                        act={() => endSession(id)}
                        changes={[['sessions']]}
                      />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </ScrollX>
        </div>
      )}
    </Loaded>
  )
}
