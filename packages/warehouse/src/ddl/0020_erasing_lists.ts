import { commentOn } from './0004_comments.ts'

/**
 * Lists of whom mutations are erasing, in memory only like the one of 0009: each has its name, as
 * several processes erase at once. That of 0009 was one for all, and who emptied it for themselves
 * took it from the others.
 */
export const erasingLists = [
  `CREATE TABLE IF NOT EXISTS erasing_lists (list String, at DateTime('UTC') DEFAULT now(), id String) ENGINE = Memory`,
  commentOn('erasing_lists', 'Used while people are erased, and empty otherwise', {
    list: 'Which list: each statement has its own',
    at: 'Since when it is there, UTC',
    id: 'The id of a person, or of a refused event',
  }),
  `DROP TABLE IF EXISTS erasing`,
]
