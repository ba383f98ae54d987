import { createHash } from 'node:crypto'

export const HEX_HASH = /^(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}|[0-9a-f]{96}|[0-9a-f]{128})$/i
/** Base64 of MD5, SHA-1, SHA-256. */
const BASE64_HASH = /^[A-Za-z0-9+/_-]{22}(?:==)?$|^[A-Za-z0-9+/_-]{27}=?$|^[A-Za-z0-9+/_-]{43}=?$/
const ALGORITHMS = ['md5', 'sha1', 'sha256'] as const
let known: ReadonlySet<string> | undefined

/**
 * Many senders hash without looking: the hash of "nothing" would glue all their visitors together.
 * @param words for nothing. @returns whether the text is a hash of one of them, or of a usual
 *   variable in a usual template: MD5, SHA-1,
 * SHA-256 and longer, hex or base64.
 */
export function isHashOf(words: ReadonlySet<string>, text: string): boolean {
  if (HEX_HASH.test(text)) return (known ??= hashes(words)).has(text.toLowerCase())
  if (!BASE64_HASH.test(text)) return false
  return (known ??= hashes(words)).has(Buffer.from(text, 'base64').toString('hex'))
}

/** Some ten thousand, which takes about 30 ms, once. */
function hashes(words: ReadonlySet<string>): ReadonlySet<string> {
  const found = new Set<string>()
  const add = (algorithm: string, text: string): string => {
    const hash = createHash(algorithm).update(text).digest('hex')
    found.add(hash)
    return hash
  }
  for (const text of spellings(wordsAsSent(words))) {
    // Hashed in the browser, and once more on the server.
    for (const algorithm of ALGORITHMS) add('sha256', add(algorithm, text))
    for (const algorithm of ['sha384', 'sha512']) add(algorithm, text)
  }
  for (const text of spellings(VARIABLES.flatMap(templatesOf))) {
    for (const algorithm of ALGORITHMS) add(algorithm, text)
  }
  return found
}

function spellings(texts: readonly string[]): Set<string> {
  return new Set(
    texts.flatMap((text) => [text, text.toUpperCase(), text.toLowerCase(), text.charAt(0).toUpperCase() + text.slice(1)]),
  )
}

/** What is hashed by mistake most often: words for nothing as they are written. */
function wordsAsSent(words: ReadonlySet<string>): string[] {
  const scripts = ['null', 'undefined', 'nan', 'none'].flatMap((word) => [
    `${word}${word}`,
    `${word} ${word}`,
    `${word}@${word}`,
    `${word}@${word}.com`,
    `"${word}"`,
    `'${word}'`,
    `(${word})`,
  ])
  const zeros = ['00', '000', '0.0', '+0', '00000000-0000-0000-0000-000000000000', '0'.repeat(32), '0'.repeat(64), 'f'.repeat(64)]
  const written = [
    '(not set)',
    '[object Object]',
    '[object object]',
    'NaN',
    '""',
    "''",
    '{}',
    '[]',
    '+',
    '-',
    ' ',
    '  ',
    '\n',
    '\t',
    '@',
    '+null',
    '+undefined',
  ]
  return [...words, ...scripts, ...zeros, ...written, 'ffffffff-ffff-ffff-ffff-ffffffffffff']
}

/** What senders call the variables that they forget to fill. */
export const VARIABLES = [
  'id',
  'email',
  'phone',
  'user',
  'customer',
  'user_id',
  'userId',
  'user.id',
  'user id',
  'customer_id',
  'customerId',
  'customer.id',
  'customer.email',
  'customer.phone',
  'user.email',
  'user.phone',
  'user_email',
  'userEmail',
  'user_phone',
  'userPhone',
  'email_address',
  'customer_email',
  'customer_phone',
  'customerEmail',
  'customerPhone',
  'phone_number',
  'phoneNumber',
  'external_id',
  'externalId',
  'contact.email',
  'contact.phone',
  'lead.email',
  'lead.phone',
  'order.email',
  'order.phone',
  'checkout.email',
  'checkout.phone',
  'client_id',
  'clientId',
  'visitor_id',
  'visitorId',
  'uid',
  'uuid',
  'event_id',
  'eventId',
  'event id',
  'order_id',
  'orderId',
  'order.id',
  'transaction_id',
  'clickid',
  'click_id',
  'ttclid',
  'gaid',
  'idfa',
  'unique_id',
  'subscriber.email',
  'subscriber_id',
  'member_id',
  'profile.email',
  'profile.phone',
  'person.email',
  'person.phone',
  'account_id',
  'ecommerce.transaction_id',
  'dlv - email',
  'dlv - user_id',
  'DLV - email',
  'DLV - user_id',
  'DLV - phone',
  'DLV - user_data.email',
  'device_id',
  'anonymous_id',
]

/** `user_id` is also `User ID`, as tag managers name variables. */
function templatesOf(name: string): string[] {
  const title = name
    .replace(/[._]/g, ' ')
    .replace(/(?<![A-Za-z])[a-z]/g, (letter) => letter.toUpperCase())
    .replace(/\bId\b/, 'ID')
  return [...templatesAround(name), `{{${title}}}`, `{{ ${title} }}`, `[${title}]`]
}

function templatesAround(name: string): string[] {
  const spaced = ` ${name} `
  return [
    `{{${name}}}`,
    `{{${spaced}}}`,
    `\${${name}}`,
    `{${name}}`,
    `#{${name}}`,
    `$(${name})`,
    `%${name}%`,
    `%%${name}%%`,
    `[${name}]`,
    `[[${name}]]`,
    `<${name}>`,
    `__${name}__`,
    `@@${name}@@`,
    `*|${name}|*`,
    `<%=${spaced}%>`,
    `<%= ${name}%>`,
    `$${name}`,
    `{{{${name}}}}`,
  ]
}
