import { useLanguage } from '../texts/language.tsx'
import type { RuleWords } from './reading.ts'
import { WORDS_DE } from './words-de.ts'
import { WORDS_EN } from './words-en.ts'

/** How the language that is spoken says rules. */
export const useRuleWords = (): RuleWords => (useLanguage().language === 'de' ? WORDS_DE : WORDS_EN)
