import { createContext, useCallback, useContext, useEffect, useMemo, useState } from 'react'
import type { ReactNode } from 'react'
import { de } from './de.ts'
import { en } from './en.ts'
import type { Texts } from './en.ts'
import { formatsOf } from './formats.ts'
import type { Formats } from './formats.ts'

export type Language = 'en' | 'de'

const TEXTS: Record<Language, Texts> = { en, de }
const KEPT_UNDER = 'weir-language'

interface Spoken {
  language: Language
  texts: Texts
  formats: Formats
  setLanguage: (language: Language) => void
}

const LanguageContext = createContext<Spoken | undefined>(undefined)

function firstLanguage(): Language {
  const kept = localStorage.getItem(KEPT_UNDER)
  return kept === 'de' || kept === 'en' ? kept : navigator.language.startsWith('de') ? 'de' : 'en'
}

export function LanguageProvider({ children }: { children: ReactNode }): ReactNode {
  const [language, set] = useState(firstLanguage)
  const setLanguage = useCallback((next: Language) => {
    localStorage.setItem(KEPT_UNDER, next)
    set(next)
  }, [])
  useEffect(() => {
    document.documentElement.lang = language
  }, [language])
  const spoken = useMemo(
    () => ({ language, texts: TEXTS[language], formats: formatsOf(language), setLanguage }),
    [language, setLanguage],
  )
  return <LanguageContext value={spoken}>{children}</LanguageContext>
}

/** The texts, numbers and dates of the language that is spoken. */
export function useLanguage(): Spoken {
  const spoken = useContext(LanguageContext)
  if (!spoken) throw new Error('useLanguage needs a LanguageProvider')
  return spoken
}
