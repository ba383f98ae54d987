import { z } from 'zod'

/** What an answer says beside the number of members. */
export const Withheld = z
  .int()
  .nullable()
  .describe(
    'How many of them no list and no file has, because somebody has denied under an identifier of theirs; ' +
      'above 10,000 members an estimate; null as size',
  )
