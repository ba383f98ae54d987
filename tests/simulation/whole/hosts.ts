import type { Life, Network } from './network.ts'
import type { Groups } from './groups.ts'

/** A process with its supervisor: when one life ends, another begins after a while. */
export interface Host {
  readonly name: string
  life(): Life
  /** Whether any of its lives has begun: one that cannot start ends at once, again and again. */
  hasStarted(): boolean
  crash(why: string): void
  freeze(ms: number): void
  thaw(): void
}

export interface Hosts {
  readonly all: readonly Host[]
  /** @param start what a life begins with; when it fails, the life is over. */
  run(name: string, start: (life: Life) => Promise<void>): Host
  /** Kills and freezes at random, as often as the weather says. */
  harm(): void
}

const RESTART_MS = 1_200
const FREEZE_MS = 5_000
/** How often fate looks, simulated ms. */
export const FATE_MS = 100

export function createHosts(network: Network, groups: () => Groups): Hosts {
  const { timeline, random } = network
  const all: Host[] = []

  const run: Hosts['run'] = (name, start) => {
    let lives = 0
    let hasStarted = false
    let thawsAt = 0
    let current: Life

    const begin = (): void => {
      let over = false
      const life: Life = {
        name: `${name}#${lives++}`,
        isOver: () => over,
        frozenUntil: () => thawsAt,
        crash(why) {
          if (over) return
          over = true
          network.note(`${life.name} is over: ${why}`)
          groups().lost(life)
          timeline.after(50 + random.next() * RESTART_MS, begin)
        },
      }
      current = life
      thawsAt = 0
      start(life)
        .then(() => (hasStarted = true))
        .catch((error: unknown) => life.crash(`did not start: ${String(error)}`))
    }
    begin()
    const host: Host = {
      name,
      life: () => current,
      hasStarted: () => hasStarted,
      crash: (why) => current.crash(why),
      freeze(ms) {
        thawsAt = timeline.now() + ms
        network.note(`${current.name} freezes for ${Math.round(ms)} ms`)
        groups().frozen(current)
      },
      thaw: () => (thawsAt = 0),
    }
    all.push(host)
    return host
  }

  return {
    all,
    run,
    harm() {
      const { kill, freeze } = network.weather
      const perLook = FATE_MS / 1000
      for (const host of all) {
        if (host.life().isOver() || host.life().frozenUntil() > timeline.now()) continue
        if (random.chance(kill * perLook)) {
          network.count('killed')
          host.crash('killed')
        } else if (random.chance(freeze * perLook)) {
          network.count('frozen')
          host.freeze(200 + random.next() * FREEZE_MS)
        }
      }
    },
  }
}
