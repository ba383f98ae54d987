import type { Track } from '@weir/segmentation'

/** The tracks that ask for an event name, found once per name. */
export function createNamed(tracks: readonly Track[]): (name: string) => readonly Track[] {
  const known = new Map<string, readonly Track[]>()
  return (name) => {
    const found = known.get(name) ?? tracks.filter((track) => isNamed(track, name))
    known.set(name, found)
    return found
  }
}

function isNamed({ names, prefix }: Track, name: string): boolean {
  return names ? names.includes(name) : name.startsWith(prefix as string)
}
