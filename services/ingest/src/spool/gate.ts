/** Where new requests wait while the last records of the spool go to the log. */
export interface Gate {
  /** Resolves when it is open; at once if it is. */
  passed(): Promise<void>
  isClosed(): boolean
  close(): void
  open(): void
}

/**
 * @param closedMs it opens by itself after this time: no request waits for a spool that does not
 *   empty.
 */
export function createGate(closedMs: number): Gate {
  let closed: { opened: Promise<void>; open: () => void; timer: NodeJS.Timeout } | undefined
  const open = (): void => {
    if (!closed) return
    clearTimeout(closed.timer)
    closed.open()
    closed = undefined
  }
  return {
    passed: async () => closed?.opened,
    isClosed: () => closed !== undefined,
    close() {
      if (closed) return
      let resolve = (): void => undefined
      const opened = new Promise<void>((settle) => (resolve = settle))
      closed = { opened, open: resolve, timer: setTimeout(open, closedMs) }
    },
    open,
  }
}
