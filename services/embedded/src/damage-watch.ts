import { Gauge } from '@weir/runtime'
import type { Logger, Registry } from '@weir/runtime'
import { DamageError } from '@weir/contracts'
import type { StateStore } from '@weir/state'

/**
 * Remembers what was found damaged while it was read: whoever relies on the process has to know.
 */
export interface DamageWatch {
  /** The same store; damage that a call of it, of its views or its leases meets is noted. */
  over<T extends StateStore>(state: T): T
  /**
   * For readiness.
   * @throws Error that says what is damaged and what to do, from the first damage on.
   */
  check(): Promise<void>
}

export function watchDamage(logger: Logger, registry: Registry): DamageWatch {
  let found: DamageError | undefined
  const gauge = new Gauge({
    name: 'weir_state_damaged',
    help: '1 from when an entry of the state was found damaged; rebuild the state from the log (weir rebuild).',
    registers: [registry],
  })
  gauge.set(0)
  const note = (error: unknown): void => {
    if (!(error instanceof DamageError) || found) return
    found = error
    gauge.set(1)
    logger.error({ err: error }, 'the state is damaged: not everything can be served until it is rebuilt')
  }
  return {
    over: (state) => noticing(state, note),
    async check() {
      if (!found) return
      throw new Error(`${found.message}; stop this process and make the state anew from the log: weir rebuild`)
    },
  }
}

/**
 * The same object; what its calls throw or reject with is told, also those of what it hands out.
 */
function noticing<T extends object>(target: T, note: (error: unknown) => void): T {
  return new Proxy(target, {
    get(of, name) {
      const value: unknown = Reflect.get(of, name, of)
      if (typeof value === 'function')
        return (...args: unknown[]) => noticed(() => Reflect.apply(value, of, args) as unknown, note)
      return typeof value === 'object' && value !== null ? noticing(value, note) : value
    },
  })
}

function noticed(call: () => unknown, note: (error: unknown) => void): unknown {
  try {
    const result = call()
    if (result instanceof Promise) return watched(result, note)
    return isPart(result) ? noticing(result, note) : result
  } catch (error) {
    note(error)
    throw error
  }
}

async function watched(result: Promise<unknown>, note: (error: unknown) => void): Promise<unknown> {
  try {
    const value = await result
    return isPart(value) ? noticing(value, note) : value
  } catch (error) {
    note(error)
    throw error
  }
}

/** A view or a lease, which has calls of its own; rows and bytes are left alone. */
function isPart(value: unknown): value is object {
  return typeof value === 'object' && value !== null && 'load' in value && typeof value.load === 'function'
}
