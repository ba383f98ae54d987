import { JourneyInput } from '@weir/contracts'
import { describe, expect, it } from 'vitest'
import { journeyFaults } from './faults.ts'

const CART = { name: 'AddToCart' }
const BOUGHT = { name: 'Purchase' }
const GOOD = { name: 'Cart', entry: { event: CART }, lasts: '7d', steps: [{ id: 'remind', wait: '1h' }], goal: { event: BOUGHT } }
const faultsOf = (more: object): [string, string][] =>
  journeyFaults('cart', JourneyInput.parse({ ...GOOD, ...more })).map(({ path, message }) => [path, message])
const VIEW = { name: 'ViewContent' }
const IF = { trait: 'plan', eq: 'gold' }

describe('a journey', () => {
  it('has no faults where it stands', () => {
    expect(faultsOf({})).toEqual([])
    const branches = [
      { id: 'remind', wait: '1h' },
      { id: 'gold', after: 'remind', if: IF },
      { id: 'other', after: 'remind' },
    ]
    expect(faultsOf({ steps: branches, reentry: 'not_after_goal', exits: [{ event: { name: 'Logout' } }, { if: IF }] })).toEqual(
      [],
    )
  })

  it.each<[string, object, RegExp]>([
    ['steps.0.id', { steps: [{ id: 'goal', wait: '1h' }] }, /every journey has/],
    [
      'steps.1.id',
      {
        steps: [
          { id: 'a', wait: '1h' },
          { id: 'a', wait: '1h' },
        ],
      },
      /another step/,
    ],
    ['steps.0.after', { steps: [{ id: 'a', wait: '1h', after: 'b' }] }, /no earlier step/],
    ['steps.0', { steps: [{ id: 'a' }] }, /give event, wait or if/],
    ['steps.0', { steps: [{ id: 'a' }, { id: 'b', after: 'entry', wait: '1h' }] }, /behind the other steps/],
    ['steps.0.wait', { entry: { segment: 'vip' }, steps: [{ id: 'a', wait: '1h' }] }, /since when somebody is in a segment/],
    [
      'steps.1.wait',
      {
        steps: [
          { id: 'a', wait: '6d' },
          { id: 'b', wait: '1d' },
        ],
      },
      /never over: the journey lasts 7d/,
    ],
    ['steps.0.event', { steps: [{ id: 'a', event: CART }] }, /earlier step/],
    [
      'steps.1.event',
      {
        steps: [
          { id: 'a', event: VIEW },
          { id: 'b', event: VIEW },
        ],
      },
      /earlier step/,
    ],
    ['steps.0.event', { steps: [{ id: 'a', event: BOUGHT }] }, /ends the journey/],
    ['exits.0.event', { exits: [{ event: CART }] }, /begins the journey anew/],
    ['exits.0.event', { exits: [{ event: BOUGHT }] }, /goal/],
    ['goal.event', { goal: { event: CART } }, /begins the journey anew/],
    [
      'reentry',
      { entry: { segment: 'vip' }, steps: [{ id: 'a', event: VIEW }], reentry: 'never' },
      /needs an event as the entry/,
    ],
    ['reentry', { goal: { if: IF }, reentry: 'not_after_goal' }, /needs a goal that is an event/],
    ['steps.0.if.segment', { steps: [{ id: 'a', if: { segment: 'journey.cart.entry' } }] }, /depend on itself/],
    ['entry.segment', { entry: { segment: 'journey.cart.goal' }, steps: [{ id: 'a', event: VIEW }] }, /depend on itself/],
    [
      'exits.0.if.event.where.0.path',
      { exits: [{ if: { event: { ...VIEW, where: [{ path: 'value', op: 'exists' }] }, within: '1d' } }] },
      /properties\.value/,
    ],
    [
      'entry.event.where.0.path',
      { entry: { event: { ...CART, where: [{ path: 'value', op: 'exists' }] } } },
      /properties\.value/,
    ],
  ])('is refused at %s: %j', (path, more, message) => {
    expect(faultsOf(more)).toEqual([[path, expect.stringMatching(message)]])
  })

  it('refuses waits that no rule can say', () => {
    const steps = [
      { id: 'a', wait: '60d' },
      { id: 'b', wait: '1ms' },
    ]
    expect(faultsOf({ lasts: '90d', steps })).toEqual([['steps.1.wait', expect.stringMatching(/whole seconds/)]])
  })
})
