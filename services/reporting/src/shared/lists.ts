import { z } from 'zod'

/** A query parameter that lists values: `a,b,c`. Each value once, in the order given. */
export function list<T extends z.ZodType<unknown, string>>(item: T, max = 100) {
  return z
    .string()
    .max(8000)
    .transform((text) => [...new Set(text.split(',').map((part) => part.trim()))].filter((part) => part !== ''))
    .pipe(z.array(item).min(1).max(max))
}
