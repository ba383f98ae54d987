import type { Random } from '@weir/testkit'

/** Values that programs which build SQL from text trip over. */
export const NASTY = [
  "' OR 1=1 --",
  "'; DROP TABLE facts; --",
  '") FORMAT JSON SETTINGS readonly=0',
  "') UNION ALL SELECT * FROM url('http://127.0.0.1:1','CSV','x String') --",
  "file('/etc/passwd')",
  "remote('127.0.0.1', system.one)",
  '{p0:String}',
  '{p1:Identifier}',
  '{p0}',
  '$1',
  '?',
  ':p0',
  '\\',
  "\\'",
  "\\\\'",
  "''",
  '""',
  '/*',
  '*/',
  '--',
  '#',
  '`facts`',
  '\0',
  '%00',
  '%27',
  '\u2019 OR 1=1',
  '\ufe56\uff07',
  '\ud83d\ude00',
  '\t\n\r',
  '${x}',
  '{{x}}',
  'NULL',
  'nan',
  '1e999',
  '\\N',
  '\\x27',
  "$$') OR 1=1 --$$",
  "0x27 || (SELECT value FROM system.settings LIMIT 1) || '",
  'INTO OUTFILE',
  'SETTINGS max_execution_time=0',
] as const

/** Stands in most values, and in nothing that is ours. */
export const MARK = 'qzjx'

/**
 * One of them, several in a row, or among characters of any kind; never empty.
 *
 * @param mark stands somewhere in it, if it is given.
 */
export function nasty(random: Random, mark?: string): string {
  const parts = Array.from({ length: 1 + random.int(3) }, () => (random.chance(0.75) ? random.pick(NASTY) : noise(random)))
  if (mark !== undefined) parts.splice(random.int(parts.length + 1), 0, mark)
  const text = parts.join('')
  // Many a name has no spaces at its ends, and lists have commas: half of the values have none.
  return random.chance(0.5) ? text.replaceAll(/[\s,]/g, '') || "'" : text
}

/** The same as a step of a path; sometimes two of them. */
export function nastySteps(random: Random, mark: string): string {
  const step = (): string => nasty(random, mark).replaceAll(/[\s.]/g, '')
  return random.chance(0.1) ? `${step()}.${step()}2` : step()
}

function noise(random: Random): string {
  const length = 1 + random.int(6)
  return Array.from({ length }, () => String.fromCodePoint(random.int(random.chance(0.7) ? 0x80 : 0xd800))).join('')
}
