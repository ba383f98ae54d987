/**
 * All that the programs of this package say to a person goes through here: results to stdout,
 * everything about the run to stderr.
 */
export function print(text = ''): void {
  console.log(text)
}

export function printError(text: string): void {
  console.error(text)
}
