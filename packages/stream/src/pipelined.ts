/**
 * Works piece after piece, each while the one before is being written; then waits for the last.
 * @param prepare gives what writes the piece. It may wait until the pieces before it are `written`.
 */
export async function pipelined<T>(
  pieces: Iterable<T>,
  prepare: (piece: T, written: () => Promise<void>) => Promise<() => Promise<void>>,
): Promise<void> {
  let writing: Promise<void> = Promise.resolve()
  const written = (): Promise<void> => writing
  try {
    for (const piece of pieces) {
      const write = await prepare(piece, written)
      await writing
      writing = write()
      // Whoever waits for it below is told.
      writing.catch(() => undefined)
    }
  } finally {
    await writing
  }
}
