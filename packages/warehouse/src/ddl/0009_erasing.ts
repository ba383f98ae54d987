import { commentOn } from './0004_comments.ts'

/**
 * Whom a mutation is erasing, and which refused events: in memory only, so that no file names them.
 * A mutation keeps its text in a file, so the text must not have them either.
 */
export const erasing = [
  `CREATE TABLE IF NOT EXISTS erasing (id String) ENGINE = Memory`,
  commentOn('erasing', 'Used while people are erased, and empty otherwise', { id: 'The id of a person, or of a refused event' }),
]
