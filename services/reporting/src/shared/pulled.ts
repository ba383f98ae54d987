import { Readable } from 'node:stream'

/**
 * A stream of text that is made piece by piece, each when the connection can take it and not
 * before: what a file says of consent is then as of the moment at which it leaves. (`Readable.from`
 * makes one piece ahead, and keeps it for as long as the reader likes.)
 */
export function pulled(pieces: AsyncGenerator<string>): Readable {
  return new Readable({
    highWaterMark: 0,
    read() {
      pieces.next().then(
        ({ done, value }) => this.push(done === true ? null : value),
        (error: unknown) => this.destroy(error instanceof Error ? error : new Error(String(error))),
      )
    },
    destroy(error, callback) {
      const end = (): void => callback(error)
      pieces.return(undefined).then(end, end)
    },
  })
}
