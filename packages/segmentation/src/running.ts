import type { Entry, Measure } from './track.ts'

/** A measure under additions at the new end and removals at the old end of the run of entries that count. */
export interface Running {
  add(entry: Entry): void
  /** Only ever the oldest of those added. */
  remove(entry: Entry): void
  /** undefined where the measure of nothing has no value. */
  value(): number | undefined
}

export function createRunning(measure: Measure, subject = ''): Running {
  switch (measure) {
    case 'count':
      return total((entry) => entry.n)
    case 'sum':
      return total((entry) => entry.units)
    case 'avg':
      return average()
    case 'min':
      return extreme((a, b) => a <= b)
    case 'max':
      return extreme((a, b) => a >= b)
    case 'first':
      return end((run) => run[0])
    case 'last':
      return end((run) => run.at(-1))
    case 'distinct':
      return texts((counts) => counts.size)
    case 'share':
      return texts((counts, all) => (all === 0 ? undefined : (counts.get(subject) ?? 0) / all))
    case 'rank':
      return texts((counts) => rankOf(counts, subject))
  }
}

function total(weight: (entry: Entry) => number): Running {
  let sum = 0
  return { add: (e) => void (sum += weight(e)), remove: (e) => void (sum -= weight(e)), value: () => sum }
}

function average(): Running {
  let sum = 0
  let n = 0
  return {
    add(e) {
      sum += e.units
      n += e.n
    },
    remove(e) {
      sum -= e.units
      n -= e.n
    },
    value: () => (n === 0 ? undefined : sum / n),
  }
}

/** The usual monotonic queue: an entry that is followed by a better one can never be the extreme again. */
function extreme(better: (a: number, b: number) => boolean): Running {
  const queue: Entry[] = []
  return {
    add(e) {
      while (queue.length > 0 && better(e.units, queue.at(-1)!.units)) queue.pop()
      queue.push(e)
    },
    remove(e) {
      if (queue[0] === e) queue.shift()
    },
    value: () => queue[0]?.units,
  }
}

function end(pick: (run: readonly Entry[]) => Entry | undefined): Running {
  const run: Entry[] = []
  return { add: (e) => void run.push(e), remove: () => void run.shift(), value: () => pick(run)?.units }
}

function texts(value: (counts: ReadonlyMap<string, number>, all: number) => number | undefined): Running {
  const counts = new Map<string, number>()
  let all = 0
  const change = (text: string, by: number): void => {
    const next = (counts.get(text) ?? 0) + by
    all += by
    if (next > 0) counts.set(text, next)
    else counts.delete(text)
  }
  return { add: (e) => change(e.text, e.n), remove: (e) => change(e.text, -e.n), value: () => value(counts, all) }
}

/** 1 for the most frequent text; ties share the better rank. A text that did not occur has no rank. */
function rankOf(counts: ReadonlyMap<string, number>, subject: string): number | undefined {
  const own = counts.get(subject)
  if (own === undefined) return undefined
  let above = 0
  for (const count of counts.values()) if (count > own) above++
  return above + 1
}
