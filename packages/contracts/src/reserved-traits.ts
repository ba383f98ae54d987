/**
 * Traits whose keys begin so are set by Weir alone; senders cannot set them, and of them rules can
 * name the stated ones.
 */
export const RESERVED_TRAIT = '$'

/** The traits that ingest sets where a sender states them in one of the fields of its dialect. */
export const STATED_TRAITS = { country: `${RESERVED_TRAIT}country`, device: `${RESERVED_TRAIT}device` } as const
