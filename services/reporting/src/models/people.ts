// Held by tests/e2e/models.e2e.test.ts
import { allows } from '@weir/consent'
import { membershipPurposes } from '@weir/contracts'
import type { Purpose } from '@weir/contracts'
import type { ReportingDeps } from '../shared/deps.ts'
import { findPeople } from '../shared/find-people.ts'
import { freshGivingOf } from '../shared/opt-outs/withhold.ts'
import { membershipAt } from '../shared/person.ts'

/** What everybody must grant who is looked at. */
const NEEDED: readonly Purpose[] = ['storage', 'modelling']

/** Who may be looked at by models, as modelling asks it: see its `ModelledPeople`. */
interface AskedPeople {
  look(ids: readonly string[], segments: readonly string[]): Promise<Map<string, { may: boolean; segments: Set<string> }>>
}

/**
 * Looks at the fold's state and at every opt-out that was answered, as lists and exports do.
 * Whoever was erased is not there. Suppression lists keep people from what is handed out, where
 * they are asked again: here nobody is.
 */
export function createModelledPeople(
  deps: Pick<ReportingDeps, 'fold' | 'decodePerson' | 'optOuts' | 'config' | 'clock'>,
): AskedPeople {
  return {
    async look(ids, segments) {
      const found = await findPeople(deps.fold, ids, 'person')
      const people = [...found].flatMap(([id, { blob }]) => {
        const person = blob && deps.decodePerson(blob)
        return person?.id === id ? [person] : []
      })
      const giving = await freshGivingOf(deps, people, 'count')
      const now = deps.clock.now()
      const definitions = segments.flatMap((id) => deps.config.segment(id) ?? [])
      return new Map(
        people.flatMap((person, place) => {
          if (deps.optOuts.isErased(person)) return []
          const isIn = definitions.filter(
            (one) => membershipAt(person, one.number, now) !== undefined && allows(person.consent, membershipPurposes(one)),
          )
          const may = allows(person.consent, NEEDED) && giving(place, NEEDED) !== undefined
          return [[person.id, { may, segments: new Set(isIn.map(({ id }) => id)) }] as const]
        }),
      )
    },
  }
}
