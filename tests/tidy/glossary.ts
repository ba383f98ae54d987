import { isTest } from './repository.ts'

/** Where the words of the data path are made. */
const ROOMS =
  /^(packages\/(contracts|consent|eventlog|identity|segmentation|state)|services\/(ingest|segmenter|loader))\/src\/(?!.*testing\/)/

/** Words that mean here what they mean everywhere. */
const PLAIN_WORDS: ReadonlySet<string> = new Set(
  (
    'accepted address ask availability backoff batch binding body bound call channel client code command ' +
    'connection consumer context count counter credential dep env error field file handler history id identity index ' +
    'indexer input item key kind limit link list loader lookup maker mark mention metric name op option owner ' +
    'page part partition people place plan problem query question rate reader reason record reserve ' +
    'resolution resolver result retention row scope script section sql state status store table target test timeout ' +
    'topic trim trouble type use value version writer zone'
  ).split(' '),
)

/**
 * Exported interfaces, classes and types of the data path whose last word (`SpoolCursors`:
 * cursors) neither has an entry in the glossary nor is plain.
 * @param glossary the text of docs/glossary.md.
 */
export function unexplainedWords(sources: readonly { path: string; code: string }[], glossary: string): string[] {
  const explained = new Set(
    [...glossary.matchAll(/^\| ([^|]+) \|(.*)\|$/gm)].flatMap(([, entry = '', meaning = '']) => [
      ...wordsOf(entry),
      ...[...meaning.matchAll(/\*\*([^*]+)\*\*/g)].flatMap(([, bold = '']) => wordsOf(bold)),
    ]),
  )
  return sources.flatMap(({ path, code }) => {
    if (!ROOMS.test(path) || isTest(path)) return []
    const declared = code.matchAll(/^export (?:abstract )?(?:interface|type|class) (\w+)/gm)
    return [...declared].flatMap(([, name = '']) => {
      const word = singular(/[A-Z]?[a-z0-9]+$/.exec(name)?.[0].toLowerCase() ?? name.toLowerCase())
      const isKnown = explained.has(word) || PLAIN_WORDS.has(word)
      return isKnown ? [] : [`${path} exports ${name}: what "${word}" means is not in docs/glossary.md`]
    })
  })
}

function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .map(singular)
}

function singular(word: string): string {
  if (word.endsWith('ies')) return `${word.slice(0, -3)}y`
  return /[^su]s$/.test(word) ? word.slice(0, -1) : word
}
