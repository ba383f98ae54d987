import type { LiveMember } from './members.ts'

/**
 * Who is in a list or file so far. While it is read, persons may turn out to be one: whoever comes
 * later is then left out. A bit per person is kept, by ordinal.
 */
export interface Listed {
  /** Whether the list has the person already, as somebody whom they absorbed since. */
  isRepeated(member: LiveMember): boolean
  note(member: LiveMember): void
  /** Notes those who are not repeated. @returns them. */
  take(members: readonly LiveMember[]): LiveMember[]
}

/** Bits are allocated in stretches of so many ordinals, where members are. */
const STRETCH = 65_536

export function createListed(): Listed {
  const stretches = new Map<number, Uint8Array>()
  const has = (ordinal: number): boolean => {
    const bits = stretches.get(Math.floor(ordinal / STRETCH))
    return bits !== undefined && (bits[(ordinal % STRETCH) >> 3]! & (1 << (ordinal & 7))) !== 0
  }
  const isRepeated = ({ person }: LiveMember): boolean => person.absorbed.some(({ ordinal }) => has(ordinal))
  const note = ({ person: { ordinal } }: LiveMember): void => {
    const stretch = Math.floor(ordinal / STRETCH)
    let bits = stretches.get(stretch)
    if (!bits) stretches.set(stretch, (bits = new Uint8Array(STRETCH / 8)))
    bits[(ordinal % STRETCH) >> 3]! |= 1 << (ordinal & 7)
  }
  return {
    isRepeated,
    note,
    take(members) {
      return members.filter((member) => {
        if (isRepeated(member)) return false
        note(member)
        return true
      })
    },
  }
}
