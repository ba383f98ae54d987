import { Socket } from 'node:net'

/**
 * The client's end of a connection inside this process: what is written goes to `serve`, and
 * `answer` comes back.
 */
export class MemorySocket extends Socket {
  readonly #serve: (bytes: Buffer) => void

  constructor(serve: (bytes: Buffer) => void) {
    super()
    this.#serve = serve
  }
  override _write(bytes: Buffer, _encoding: string, done: () => void): void {
    this.#serve(bytes)
    done()
  }
  override _writev(chunks: { chunk: Buffer }[], done: () => void): void {
    for (const { chunk } of chunks) this.#serve(chunk)
    done()
  }
  override _read(): void {
    // Answers are pushed when they are there.
  }
  override _final(done: () => void): void {
    done()
  }
  answer(bytes: Buffer): void {
    if (!this.destroyed && !this.readableEnded) this.push(bytes)
  }
  /** The server hangs up. */
  hangUp(): void {
    if (!this.destroyed && !this.readableEnded) this.push(null)
  }
}
