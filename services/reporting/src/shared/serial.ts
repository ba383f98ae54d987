/**
 * Runs one task at a time, in the order of the calls: for read-decide-write on the control plane.
 */
export function createSerial(): <T>(task: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return (task) => {
    const run = last.then(task, task)
    // The next task waits for the end, good or bad; the caller has the failure.
    last = run.catch(() => undefined)
    return run
  }
}
