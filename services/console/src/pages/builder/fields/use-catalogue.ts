import { useQuery } from '@tanstack/react-query'
import { catalogueQuery } from '../../../api/queries.ts'

/** Fields that every event may have, whatever was seen. */
const FIELDS = ['page.url', 'page.referrer', 'video.watched_share', 'ad.campaign_id', 'properties.value', 'properties.currency']

/** What was seen, to suggest: names of events, paths, keys of traits, and values of a path. */
export interface Suggestions {
  events: string[]
  paths: string[]
  traits: string[]
  valuesOf: (path: string) => readonly string[]
}

export function useSuggestions(): Suggestions {
  const { data } = useQuery(catalogueQuery)
  const { events = [], properties = [], traits = [] } = data ?? {}
  const examples = new Map(
    [...properties, ...traits].map(({ path, examples }) => [path, [...new Set(examples.map(String))]] as const),
  )
  return {
    events: events.map(({ name }) => name),
    paths: [...new Set([...properties.map(({ path }) => path), ...FIELDS])],
    traits: traits.map(({ path }) => path.replace(/^traits\./, '')),
    valuesOf: (path) => examples.get(path) ?? [],
  }
}
