/** A string literal in which every byte is written as `\xHH`: no value can end it. */
export function literal(value: string): string {
  return `'${Buffer.from(value)
    .toString('hex')
    .replaceAll(/../g, String.raw`\x$&`)}'`
}
