import { z } from 'zod'

/** What the lists made here are of, by the definition that copies of a schema share. */
const ITEMS = new WeakMap<object, z.ZodType>()

/** @returns what a list of {@link list} is of; undefined of any other schema. */
export function listedIn(schema: z.core.$ZodType): z.ZodType | undefined {
  return ITEMS.get(schema._zod.def)
}

/** A query parameter that lists values: `a,b,c`. Each value once, in the order given. */
export function list<T extends z.ZodType<unknown, string>>(item: T, max = 100) {
  const listed = z
    .string()
    .max(8000)
    .transform((text) => [...new Set(text.split(',').map((part) => part.trim()))].filter((part) => part !== ''))
    .pipe(z.array(item).min(1).max(max))
  ITEMS.set(listed._zod.def, item)
  return listed
}
