import type { TellOptions } from './tell.ts'

/**
 * A story that went wrong once. Changes of what stories are made of make another story of the seed:
 * then it is only one more.
 */
export interface Regression {
  what: string
  seed: number
  options?: TellOptions
}

const ERASING: TellOptions = { people: true, erasures: true, weather: { rollback: 0 } }
const OFTEN: TellOptions = { weather: { rollback: 1 } }

export const REGRESSIONS: readonly Regression[] = [
  { what: 'a fold does not see that its state fell back, as there are no events', seed: 37, options: OFTEN },
  { what: 'a resolver does not see that its state fell back, as there are no hits', seed: 54, options: OFTEN },
  { what: 'somebody stays out when the state fell back and the position is the same', seed: 19, options: OFTEN },
  { what: 'somebody stays in when the state fell back and the position is the same', seed: 57, options: OFTEN },
  { what: 'an identifier is lost when the state falls back between its index and the commit', seed: 237 },
  { what: 'an identifier is lost when the state falls back between the commit and its index', seed: 1164 },
  { what: 'outputs that have left are back, before an owner that has none of its own, and stay', seed: 1281 },
  { what: 'older definitions, announced late, take the place of those that wait', seed: 13447 },
  { what: 'an enriched version that comes twice takes an event out of the history of new conditions', seed: 12250 },
  {
    what: 'the answer to an invitation goes to the other side of a split, and who invited waits for ever',
    seed: 2004,
    options: { people: true, events: 140 },
  },
  {
    what: 'an identifier leads to the side of a split that was erased first, when the other was erased, too',
    seed: 35,
    options: { ...ERASING, events: 60 },
  },
  {
    what: 'records go round between a fence and somebody new who has the id of the side that was erased',
    seed: 84,
    options: { ...ERASING, events: 140 },
  },
  {
    what: 'a loader wakes with a row of the erased, which is taken for one of somebody new with their id',
    seed: 34,
    options: { ...ERASING, events: 140 },
  },
  {
    what: 'a fact of somebody new goes, as a record behind it erases who was one with the erased',
    seed: 13,
    options: { ...ERASING, events: 120 },
  },
  {
    what: 'somebody is erased before their hits are folded, and others lose what led to them',
    seed: 59,
    options: { ...ERASING, events: 140 },
  },
  {
    what: 'somebody new is a member by an event that went with the erased',
    seed: 70,
    options: { ...ERASING, events: 60 },
  },
  {
    what: 'a process reads one of two requests that are erased together, and erases that one alone',
    seed: 99,
    options: { ...ERASING, events: 140 },
  },
  {
    what: 'two loaders erase at once, and one empties the list that the other erases by',
    seed: 119,
    options: { ...ERASING, events: 140 },
  },
]
