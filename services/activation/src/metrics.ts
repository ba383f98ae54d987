// Held by tests/e2e/activation.e2e.test.ts
import { Counter, Gauge } from '@weir/runtime'
import type { Registry } from '@weir/runtime'
import type { Session } from './session.ts'

/** What is told of destinations. */
export interface ActivationMetrics {
  request(destination: string, action: string, outcome: string, people: number): void
  /** How many users the other side has matched. */
  matched(destination: string, users: number): void
}

/** @param sessions those of the partitions that are served now. */
export function activationMetrics(registry: Registry, sessions: () => Iterable<Session>): ActivationMetrics {
  const requests = new Counter({
    name: 'weir_activation_requests_total',
    help: 'Requests to destinations, by what became of them.',
    labelNames: ['destination', 'action', 'outcome'],
    registers: [registry],
  })
  const told = new Counter({
    name: 'weir_activation_people_total',
    help: 'People of whom destinations took an addition or removal.',
    labelNames: ['destination', 'action'],
    registers: [registry],
  })
  const matched = new Gauge({
    name: 'weir_activation_matched',
    help: 'Users whom TikTok has matched in an audience of files, as it last said.',
    labelNames: ['destination'],
    registers: [registry],
  })
  const standing = (name: string, help: string, of: 'held' | 'open' | 'dead'): void => {
    const gauge: Gauge = new Gauge({
      name,
      help,
      labelNames: ['destination'],
      registers: [registry],
      collect() {
        gauge.reset()
        for (const session of sessions())
          for (const [key, known] of Object.entries(session.standing().destinations))
            gauge.inc({ destination: idOf(key) }, known[of])
      },
    })
  }
  standing('weir_activation_people', 'People who are, or may be, at a destination.', 'held')
  standing('weir_activation_retractions_open', 'People whom a destination has to lose and has not confirmed.', 'open')
  standing('weir_activation_given_up', 'People of whom a destination takes nothing.', 'dead')
  return {
    request(destination, action, outcome, people) {
      requests.inc({ destination, action, outcome })
      if (outcome === 'done') told.inc({ destination, action }, people)
    },
    matched: (destination, users) => matched.set({ destination }, users),
  }
}

function idOf(key: string): string {
  return key.slice(0, key.indexOf('~'))
}
