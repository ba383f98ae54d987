import type { Trouble } from './client.ts'

const known = new WeakMap<Trouble, Trouble>()

/**
 * {@link withoutRepeats}, one for each `tell`: opening the log again and again while Kafka is
 * away does not log the same thing each time.
 */
export function withoutRepeatsPerReceiver(tell: Trouble, everyMs: number, kindOf: (message: string) => string): Trouble {
  const limited = known.get(tell) ?? withoutRepeats(tell, everyMs, kindOf)
  known.set(tell, limited)
  return limited
}

/**
 * While Kafka is away the same thing fails many times a second. Each kind of trouble is reported
 * once per `everyMs`; the next report says in `repeats` how many were left out.
 * @param kindOf two messages of one kind count as the same. @param now any clock, ms.
 */
export function withoutRepeats(
  tell: Trouble,
  everyMs: number,
  kindOf: (message: string) => string,
  now: () => number = () => performance.now(),
): Trouble {
  const told = new Map<string, { at: number; held: number }>()
  return (message, details) => {
    const kind = kindOf(message)
    const before = told.get(kind)
    if (before && now() - before.at < everyMs) return void before.held++
    told.set(kind, { at: now(), held: 0 })
    tell(message, before && before.held > 0 ? { ...details, repeats: before.held } : details)
  }
}
