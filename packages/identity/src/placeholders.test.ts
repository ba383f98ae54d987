import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { identifiersOf } from './identifiers-of.ts'
import { vouchedIds } from './normalise.ts'
import { isPlaceholder, isUnfilled } from './placeholders.ts'
import { trimmed } from './text.ts'

const FIELDS = ['external_id', 'email', 'phone', 'idfa', 'gaid', 'idfv', 'ttp', 'ttclid', 'anonymous_id']
const NAMES = [
  'id',
  'user_id',
  'customer.id',
  'userId',
  'Event ID',
  'CLICKID',
  'customer.email',
  'ad.id',
  'dlv - user_id',
  'gclid',
]

/** The usual templating languages and ad platforms. */
const TEMPLATES: ((name: string) => string)[] = [
  (name) => `{{${name}}}`,
  (name) => `{{ ${name} }}`,
  (name) => `{{ ${name} | default: "" }}`,
  (name) => `{{{${name}}}}`,
  (name) => `\${${name}}`,
  (name) => `#{${name}}`,
  (name) => `@{${name}}`,
  (name) => `%{${name}}`,
  (name) => `{${name}}`,
  (name) => `{ ${name} }`,
  (name) => `$(${name})`,
  (name) => `%${name.replaceAll(' ', '_')}%`,
  (name) => `%%${name}%%`,
  (name) => `%(${name.replaceAll(/\W+/g, '_')})s`,
  (name) => `[${name}]`,
  (name) => `[[${name}]]`,
  (name) => `<${name}>`,
  (name) => `<<${name}>>`,
  (name) => `<%= ${name} %>`,
  (name) => `<?= $${name} ?>`,
  (name) => `{% ${name} %}`,
  (name) => `__${name.replaceAll(/\W+/g, '_').toUpperCase()}__`,
  (name) => `@@${name}@@`,
  (name) => `##${name}##`,
  (name) => `*|${name}|*`,
  (name) => `~${name}~`,
  (name) => `«${name}»`,
  (name) => `{!${name}}`,
  (name) => `{contactfield=${name}}`,
  (name) => `{${name}!r}`,
  (name) => `{*${name}*}`,
  (name) => `[*${name}*]`,
  (name) => `[~${name}~]`,
  (name) => `[:${name}:]`,
  (name) => `[#${name}#]`,
  (name) => `<!${name}!>`,
  (name) => `<@${name}@>`,
  (name) => `@${name}@`,
  (name) => `@(${name})`,
  (name) => `(${name})`,
  (name) => `$_GET['${name}']`,
  (name) => `\\{\\{${name}\\}\\}`,
]

/**
 * What happens to a text on its way into a field. Partly filled ones are what `user-{{id}}` and
 * `${first}@example.com` become.
 */
const AROUND: ((template: string) => string)[] = [
  (template) => template,
  (template) => `  ${template}\u200b`,
  (template) => `"${template}"`,
  encodeURIComponent,
  (template) => encodeURIComponent(encodeURIComponent(template)),
  (template) => template.replaceAll(/./gsu, (letter) => `&#${letter.codePointAt(0)};`),
  (template) => template.replaceAll(/./gsu, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`),
]
const WHOLE_ONLY = /^[%~@](?![%@]).*[%~@]$|^[$@]?\(|^\$_|^\\/
const PARTLY = TEMPLATES.filter((make) => !WHOLE_ONLY.test(make('x')))

test(`${FIELDS.length} identifier types x ${TEMPLATES.length} templates x ${NAMES.length} names x ${AROUND.length} spellings: nobody`, () => {
  const somebody: string[] = []
  for (const make of TEMPLATES) {
    for (const name of NAMES) {
      for (const spell of AROUND) {
        const value = spell(make(name))
        if (FIELDS.some((field) => identifiersOf({ [field]: value }).length > 0)) somebody.push(value)
        if (!isUnfilled(trimmed(value))) somebody.push(`filled: ${value}`)
      }
    }
  }
  expect(somebody).toEqual([])
})

test(`${PARTLY.length} templates x 3 surroundings: partly filled ones name nobody`, () => {
  const somebody = PARTLY.flatMap((make) =>
    ['user-T', 'T@example.com', 'shop.example:T:2'].map((text) => text.replace('T', () => make('user_id'))),
  ).filter((value) => FIELDS.some((field) => identifiersOf({ [field]: value }).length > 0))
  expect(somebody).toEqual([])
})

describe('what a source vouches for', () => {
  const vouched = vouchedIds(['0', 'guest'])
  const sha0 = createHash('sha256').update('0').digest('hex')

  test('counts as an id of a person, plain and hashed', () => {
    expect(identifiersOf({ external_id: 0 }, vouched)).toEqual([{ type: 'external_id', value: sha0 }])
    expect(identifiersOf({ external_id: sha0 }, vouched)).toEqual([{ type: 'external_id', value: sha0 }])
    expect(identifiersOf({ anonymous_id: ['0', 'guest'] }, vouched)).toHaveLength(2)
  })

  test('and nothing else does', () => {
    for (const field of FIELDS) {
      if (field !== 'external_id' && field !== 'anonymous_id') expect(identifiersOf({ [field]: '0' }, vouched)).toEqual([])
      expect(identifiersOf({ [field]: ['00', 'null', '{{id}}', 'none'] }, vouched)).toEqual([])
    }
  })
})

describe('real ids are lost nowhere', () => {
  // A counter's digest is as good as chance, and the same in every run.
  const bytes = (i: number): Buffer => createHash('sha512').update(`id ${i}`).digest()
  const uuid = (i: number): string =>
    bytes(i)
      .toString('hex', 0, 16)
      .replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5')
  const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
  const PEOPLE = [
    'ada',
    'Nadia',
    'anna.null-mueller',
    'o.nan',
    'j_doe',
    'Na',
    'true.north',
    'guest7',
    'x',
    'jürgen',
    'Nat',
    "o'brien",
  ]
  const KINDS: ((i: number) => [field: string, value: string])[] = [
    (i) => ['external_id', uuid(i)],
    (i) => ['external_id', `{${uuid(i).toUpperCase()}}`],
    (i) => ['anonymous_id', bytes(i).toString('base64url', 0, 16)],
    (i) => ['external_id', bytes(i).toString('base64', 0, 24)],
    (i) => ['external_id', [...bytes(i).subarray(0, 26)].map((byte) => CROCKFORD[byte % 32]).join('')],
    (i) => ['external_id', String(i + 1)],
    (i) => ['external_id', bytes(i).toString('hex', 0, 16)],
    (i) => ['email', bytes(i).toString('hex', 0, 32)],
    (i) => ['ttclid', `E.C.P.${bytes(i).toString('base64url')}`],
    (i) => ['ttp', bytes(i).toString('base64url', 0, 20)],
    (i) => ['email', `${PEOPLE[i % PEOPLE.length]}${i}@mail${i % 7}.example`],
    (i) => ['external_id', `user_${i}_${bytes(i).toString('base64url', 0, 6)}_`],
    (i) => ['phone', `+1${2_130_000_000 + i}`],
    (i) => ['external_id', `gid://shopify/Customer/${i + 1}`],
    (i) => ['external_id', `auth0|${bytes(i).toString('hex', 0, 12)}`],
    (i) => ['external_id', `$device:${uuid(i)}`],
    (i) => ['external_id', `urn:uuid:${uuid(i)}`],
    (i) => ['external_id', bytes(i).toString('base64', 0, 1 + (i % 40)) + i],
    (i) => ['external_id', `${bytes(i).toString('base64', 0, 11)}${i}=`],
    (i) => ['external_id', `CORP\\n${i}`],
    (i) => ['external_id', `_${bytes(i).toString('hex', 0, 5)}_`],
    (i) => ['external_id', `ada${i}:`],
    (i) => ['external_id', `用户${i}`],
    (i) => ['external_id', `@ada${i}:matrix.example`],
  ]
  const EACH = 1_000

  test(`${KINDS.length * EACH} made-up ids of ${KINDS.length} kinds: none is taken for a placeholder, no two become one`, () => {
    const lost: string[] = []
    const kept = new Set<string>()
    for (const make of KINDS) {
      for (let i = 0; i < EACH; i++) {
        const [field, value] = make(i)
        const [id] = identifiersOf({ [field]: value })
        if (id) kept.add(`${id.type}:${id.value}`)
        else lost.push(`${field} ${value}`)
      }
    }
    expect(lost).toEqual([])
    expect(kept.size).toBe(KINDS.length * EACH)
  })

  test.each([
    'a_b',
    '_x_',
    'u__7',
    'a@x',
    '{"id":7}',
    '%41%42',
    'price%20list',
    'A@1',
    '<abc@mail.example>',
    '#7',
    '$5',
    'R&D',
    '[::1]',
    '5%',
    'über',
    'Nullarbor',
    'nano',
    'undefinedly',
    'user',
    'YourName',
    'replacement',
    'java.lang',
    'SystemOfADown',
    'Optional("ada")',
    'noreen@x.example',
    '(ada) 7',
    '😀',
    '♥ada♥',
    'CORP\\nadia',
    'nobody7',
    '#blessed',
    '11111111-1111-1111-1111-111111111112',
  ])('%j names somebody', (value) => {
    expect(isPlaceholder(value)).toBe(false)
    expect(isUnfilled(value)).toBe(false)
  })
})
