import type { RuleWords } from './reading.ts'

const UNITS = {
  ms: ['Millisekunde', 'Millisekunden'],
  s: ['Sekunde', 'Sekunden'],
  m: ['Minute', 'Minuten'],
  h: ['Stunde', 'Stunden'],
  d: ['Tag', 'Tagen'],
  w: ['Woche', 'Wochen'],
} as const
const MEASURES = {
  count: 'Anzahl',
  active_days: 'Anzahl der Tage',
  sum: 'Summe',
  avg: 'Durchschnitt',
  median: 'Median',
  min: 'kleinster Wert',
  max: 'größter Wert',
  first: 'erster Wert',
  last: 'letzter Wert',
  distinct: 'Anzahl verschiedener Werte',
}
const OPERATORS: Record<string, string> = {
  eq: 'ist',
  ne: 'ist nicht',
  gt: 'über',
  gte: 'mindestens',
  lt: 'unter',
  lte: 'höchstens',
  between: 'zwischen',
  in: 'ist eines von',
  not_in: 'ist keines von',
  contains: 'enthält',
  starts_with: 'beginnt mit',
  exists: 'ist bekannt',
  not_exists: 'ist nicht bekannt',
  before: 'vor',
  after: 'nach',
  in_last: 'lag in den letzten',
  not_in_last: 'lag nicht in den letzten',
  in_next: 'liegt in den nächsten',
}
const ADS: Record<string, string> = { campaign: 'Kampagne', adgroup: 'Anzeigengruppe', ad: 'Anzeige', creative: 'Motiv' }

const list = (parts: string[], word: string): string =>
  parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} ${word} ${parts.at(-1) ?? ''}`

/** Rules in German; predicates continue "Menschen mit ...". */
export const WORDS_DE: RuleWords = {
  people: (predicate) => `Personen mit: ${predicate}.`,
  and: (parts) => parts.join('; und '),
  or: (parts) => parts.join('; oder '),
  not: (part) => `nicht: ${part}`,
  span: (amount, unit) => `${amount} ${UNITS[unit][amount === 1 ? 0 : 1]}`,
  lastSpan: (span) => `in den letzten ${span}`,
  everBefore: 'irgendwann',
  between: (from, to) => `vor ${from} bis ${to}`,
  wholeDays: (days, withToday) => `in den letzten ${days} ganzen Tagen${withToday ? ' und heute' : ''}`,
  dates: (since, until) => (until === undefined ? `seit ${since}` : `von ${since} bis ${until}`),
  eventNames: (names) =>
    list(
      names.map((name) => `„${name}“`),
      'oder',
    ),
  startingWith: (prefix) => `Ereignisse, die mit „${prefix}“ beginnen`,
  where: (tests) => `(${list(tests, 'und')})`,
  fromSource: (source) => `von ${source}`,
  sinceEvent: (event) => `seit dem neuesten ${event}`,
  perValue: (path) => `mit demselben ${path}`,
  test: (path, op, value) => `${path} ${OPERATORS[op] ?? op}${value === '' || op.endsWith('exists') ? '' : ` ${value}`}`,
  compare: {
    gte: (value) => `mindestens ${value}`,
    gt: (value) => `mehr als ${value}`,
    lte: (value) => `höchstens ${value}`,
    lt: (value) => `weniger als ${value}`,
    eq: (value) => `genau ${value}`,
    ne: (value) => `nicht ${value}`,
    between: (value) => `zwischen ${value}`,
  },
  did: (event, when) => `${event} ${when}`,
  didNot: (event, when) => `kein ${event} ${when}`,
  didTimes: (times, event, when) => `${times}-mal ${event} ${when}`,
  measured: (measure, path, event, comparison, when) =>
    measure === 'active_days'
      ? `${event} an ${comparison} Tagen ${when}`
      : `${MEASURES[measure]} von ${path} bei ${event} ${comparison} ${when}`,
  measure: (measure, path, event) => `${MEASURES[measure]} von ${path === '' ? event : `${path} bei ${event}`}`,
  ratio: (above, below, comparison, when) => `${above} geteilt durch ${below} ${comparison} ${when}`,
  trait: (test) => `Profil: ${test}`,
  traitFor: (test, span) => `Profil seit ${span}: ${test}`,
  inOrder: (steps, span, when) => `${steps.join(', dann ')}, alles binnen ${span}, ${when}`,
  absent: (event, span) => `kein ${event} für ${span}`,
  ads: (parts) =>
    parts.length === 0
      ? 'irgendeine Anzeige'
      : list(
          parts.map(([what, name]) => `${ADS[what] ?? what} „${name}“`),
          'und',
        ),
  shown: (ads, times, when) => `${ads} ${times}-mal gesehen ${when}`,
  coolingDown: (shown, span) => `${shown}, oder vor weniger als ${span} so weit gekommen`,
  lastShown: (ads, comparison, when) => `${ads} zuletzt vor ${comparison} gesehen, ${when}`,
  touch: (which, campaigns, when) =>
    `${which === 'first' ? 'zuerst' : 'zuletzt'} gekommen über Kampagne ${list(
      campaigns.map((one) => `„${one}“`),
      'oder',
    )} ${when}`,
  affinity: (by, value, what, comparison, when) =>
    `${what === 'share' ? 'Anteil' : 'Rang'} von „${value}“ unter allen ${by} ${comparison} ${when}`,
  top: (share, by, when) => `unter den besten ${share} aller Personen nach ${by} ${when}`,
  score: (model, what, comparison) =>
    `${what === 'percentile' ? 'Perzentil' : 'Wahrscheinlichkeit'} des Modells „${model}“ ${comparison}`,
  alike: (segment, share) => `unter den ${share} aller Personen, die den Mitgliedern von „${segment}“ am ähnlichsten sind`,
  inSegment: (segment) => `im Segment „${segment}“`,
}
