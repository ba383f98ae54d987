import { createTheme, MantineProvider } from '@mantine/core'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { ProblemError } from './api/http.ts'
import { router } from './router.tsx'
import { SessionGate } from './shell/session-gate.tsx'
import { LanguageProvider } from './texts/language.tsx'

const theme = createTheme({
  primaryColor: 'cyan',
  primaryShade: { light: 9, dark: 8 },
  cursorType: 'pointer',
  defaultRadius: 'md',
})

/** What the service refused stays refused; only what did not come is asked for again. */
const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      retry: (failures, error) => failures < 2 && (!(error instanceof ProblemError) || error.status >= 500),
    },
  },
})

/** What the page's policy lets a style have that a library makes. */
const styleNonce = (): string => document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? ''

/** Styles come from files: those of Mantine's variables would be the same on every page. */
export function Console(): ReactNode {
  return (
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      withCssVariables={false}
      withGlobalClasses={false}
      getStyleNonce={styleNonce}
    >
      <QueryClientProvider client={client}>
        <LanguageProvider>
          <SessionGate>
            <RouterProvider router={router} />
          </SessionGate>
        </LanguageProvider>
      </QueryClientProvider>
    </MantineProvider>
  )
}
