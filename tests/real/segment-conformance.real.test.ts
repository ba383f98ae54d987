import type { PersonEvent, SegmentDefinition } from '@weir/contracts'
import { advance, applyEvent, compile, isMember, isMemberAt, newPerson, applyDefinitions, toSql } from '@weir/segmentation'
import type { Person } from '@weir/segmentation'
import type { Warehouse } from '@weir/warehouse'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openFactsWarehouse } from '../support/facts-warehouse.ts'
import type { FactsWarehouse } from '../support/facts-warehouse.ts'
import { hasSegments, readPeerCases } from './peer-cases.ts'
import type { PeerCase } from './peer-cases.ts'
import { InexpressibleError } from './peer-rules.ts'
import { toStory } from './peer-story.ts'
import type { StoryStep } from './peer-story.ts'

/**
 * A peer's own tests of its segments: the fold, the oracle and SQL all find the members that they
 * expect.
 */

/** What our rules cannot say, and why. */
const INEXPRESSIBLE: Record<string, string> = {
  'with a random bucket segment': 'there is no condition like RandomBucket',
}

const cases = readPeerCases()
const about = cases.filter(hasSegments)
const told = about
  .filter(({ description }) => !(description in INEXPRESSIBLE))
  .map((peer, i): [string, PeerCase, StoryStep[]] => [peer.description, peer, toStory(peer, `case-${i}`)])

/** Every question of a story, with the definitions in force and all events up to it. */
interface Question {
  at: number
  segments: SegmentDefinition[]
  history: PersonEvent[]
  expected: { person: string; segment: string; member: boolean }[]
}

function questionsOf(story: readonly StoryStep[]): Question[] {
  let segments: SegmentDefinition[] = []
  let history: PersonEvent[] = []
  const questions: Question[] = []
  for (const step of story) {
    if (step.do === 'define') segments = step.segments
    else if (step.do === 'events') history = [...history, ...step.events]
    else questions.push({ at: step.at, segments, history, expected: step.expected })
  }
  return questions
}

const peopleOf = (history: readonly PersonEvent[]): string[] => [...new Set(history.map(({ person }) => person))]
const wanted = ({ segments, expected }: Question, { id }: SegmentDefinition): Record<string, boolean> => {
  expect(segments.map((segment) => segment.id)).toEqual(expect.arrayContaining(expected.map(({ segment }) => segment)))
  return Object.fromEntries(expected.filter(({ segment }) => segment === id).map(({ person, member }) => [person, member]))
}

/** The members by the fold, each time it is asked. */
function foldStory(story: readonly StoryStep[]): Set<string>[] {
  const people = new Map<string, Person>()
  const answers: Set<string>[] = []
  let program = compile(0, [])
  const nothing = (): void => undefined
  for (const step of story) {
    for (const person of people.values()) advance(program, person, step.at, nothing)
    if (step.do === 'define') {
      program = compile(program.version + 1, step.segments)
      for (const person of people.values()) applyDefinitions(program, person, step.at, nothing)
    } else if (step.do === 'events') {
      for (const event of step.events) {
        const person = people.get(event.person) ?? newPerson(event.person, people.size + 1, program.version)
        people.set(event.person, person)
        applyEvent(program, person, event, step.at, nothing)
      }
    } else {
      const members = program.segments.flatMap(({ number, definition: { id } }) =>
        [...people.values()].filter((person) => isMember(person, number)).map((person) => `${id} ${person.id}`),
      )
      answers.push(new Set(members))
    }
  }
  return answers
}

describe("a peer's 50 table tests", () => {
  let opened: FactsWarehouse | undefined
  let warehouse: Warehouse

  beforeAll(async () => {
    const events = told.flatMap(([, , story]) => story.flatMap((step) => (step.do === 'events' ? step.events : [])))
    opened = await openFactsWarehouse(events)
    warehouse = opened.warehouse
  })
  afterAll(async () => {
    await opened?.[Symbol.asyncDispose]()
  })

  test('are all accounted for: told in our words, not about segments, or listed with the reason', () => {
    expect(cases).toHaveLength(50)
    expect({ told: told.length, notAboutSegments: cases.length - about.length }).toEqual({ told: 30, notAboutSegments: 19 })
    const listed = about.filter(({ description }) => description in INEXPRESSIBLE)
    expect(listed.map(({ description }) => description)).toEqual(Object.keys(INEXPRESSIBLE))
    for (const peer of listed) expect(() => toStory(peer, '')).toThrow(new InexpressibleError(INEXPRESSIBLE[peer.description]))
  })

  test('ask about members and about others, of the same segments', () => {
    const expected = told.flatMap(([, , story]) => questionsOf(story).flatMap((question) => question.expected))
    expect(expected.filter(({ member }) => member).length).toBeGreaterThan(130)
    expect(expected.filter(({ member }) => !member).length).toBeGreaterThan(30)
  })

  /**
   * "The last event has ..." is told as "an event has ...": the same as long as there is only one.
   */
  test('that ask for the last of some events have no more than one per person', () => {
    const last = told.filter(([, peer]) => peer.segments.some(({ definition }) => definition.entryNode.type === 'LastPerformed'))
    expect(last).toHaveLength(4)
    for (const [, , story] of last) {
      const people = story.flatMap((step) => (step.do === 'events' ? step.events.map(({ person }) => person) : []))
      expect(new Set(people).size).toBe(people.length)
    }
  })

  test.each(told)('%s', async (_, __, story) => {
    const folded = foldStory(story)
    for (const [i, question] of questionsOf(story).entries()) {
      const { at, segments, history } = question
      for (const segment of segments) {
        const want = wanted(question, segment)
        const known = peopleOf(history)
        const asked = Object.keys(want)
        const pick = (members: ReadonlySet<string>): Record<string, boolean> =>
          Object.fromEntries(asked.map((person) => [person, members.has(person)]))

        const byOracle = known.filter((id) =>
          isMemberAt(
            segment,
            history.filter(({ person }) => person === id),
            at,
            segments,
          ),
        )
        expect(pick(new Set(byOracle)), `the oracle on ${segment.id}, question ${i}`).toEqual(want)
        const byFold = known.filter((id) => folded[i]!.has(`${segment.id} ${id}`))
        expect(pick(new Set(byFold)), `the fold on ${segment.id}, question ${i}`).toEqual(want)
        const { sql, params } = toSql(segment, at, segments)
        const rows = await warehouse.query<{ person: string }>(sql, params, { maxSeconds: 30 })
        const bySql = rows.map(({ person }) => person).filter((person) => known.includes(person))
        expect(pick(new Set(bySql)), `SQL on ${segment.id}, question ${i}`).toEqual(want)
        // They agree on whom the peer does not mention, too.
        expect([byFold.sort(), bySql.sort()]).toEqual([byOracle.sort(), byOracle.sort()])
      }
    }
  })
})
