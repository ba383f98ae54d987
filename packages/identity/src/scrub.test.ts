import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { scrub } from './scrub.ts'
import { scrubText } from './personal.ts'

const sha = (text: string): string => createHash('sha256').update(text).digest('hex')

describe('scrub', () => {
  test.each([
    ['write to Jo.Doe+x@mail.example.org now', 'write to [redacted] now'],
    ['https://x.de/?mail=jo%40example.org&a=1', 'https://x.de/?mail=[redacted]&a=1'],
    ['https://x.de/?phone=4915123456789&a=1', 'https://x.de/?phone=[redacted]&a=1'],
    ['https://x.de/?p=%2B4915123456789', 'https://x.de/?p=[redacted]'],
    ['call +49 (151) 234-567-89!', 'call [redacted]!'],
    ['1+1=2', '1+1=2'],
    ['Mozilla/5.0 (compatible; Bot/2.1; +http://bot.example/)', 'Mozilla/5.0 (compatible; Bot/2.1; +http://bot.example/)'],
    ['order 4915123456789', 'order 4915123456789'],
  ])('%s', (given, kept) => expect(scrubText(given)).toBe(kept))

  test('hashes known fields at any depth and drops addresses of machines', () => {
    expect(
      scrub({ traits: { email: 'A@b.de', plan: 'gold', ip: '1.2.3.4', list: [{ phone: '+15555555555' }] }, 'x@y.de': 1 }),
    ).toEqual({
      traits: { email: sha('a@b.de'), plan: 'gold', list: [{ phone: sha('+15555555555') }] },
      '[redacted]': 1,
    })
  })
})

describe('by key', () => {
  const IP_KEYS = [
    'ip',
    'IP',
    'ip_address',
    'ipAddress',
    'browser_ip',
    'customer_ip_address',
    'client-ip',
    'clientIP',
    'userIp',
    'remote_addr',
    'REMOTE_ADDR',
    'x-forwarded-for',
    'X-Real-IP',
    'cf-connecting-ip',
    'true_client_ip',
    'ipv4',
    'ipv6_address',
    'clientip',
    'HTTP_X_FORWARDED_FOR',
    'last_ip',
  ]
  test.each(IP_KEYS)('%s is left out', (key) => expect(scrub({ a: { [key]: 'behind a proxy', b: 1 } })).toEqual({ a: { b: 1 } }))

  const PHONE_KEYS = [
    'phone',
    'billing_phone',
    'billingPhone',
    'telephone',
    'tel',
    'mobile',
    'mobile_phone',
    'cell',
    'msisdn',
    'fax',
    'Phone Number',
    'phone_number',
    'customerPhone',
    'shipping_phone_number',
    'phone2',
    'contact_number',
    'whatsapp',
    'home-phone',
    'mobileNumber',
    'telefon',
    'phone_no',
    'PHONE',
    'téléphone',
    'teléfono',
    'celular',
    'mobiltelefon',
    'телефон',
    '電話',
    'sms',
    'smsNumber',
    'ph_no',
    'caller_id',
    'callerNumber',
  ]
  const NATIONAL = [
    '0151 23456789',
    '015123456789',
    '(212) 555-0123',
    '212-555-0123',
    '4915123456789',
    '+49 151 23456789',
    '0151/23456789',
    '٠١٥١ ٢٣٤٥٦٧٨٩',
  ]
  const plainly = (text: string): string => text.replaceAll(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 0x660))
  test(`${PHONE_KEYS.length} keys x ${NATIONAL.length} numbers, as texts, numbers and lists: hashed`, () => {
    for (const key of PHONE_KEYS) {
      for (const number of NATIONAL) {
        const kept = JSON.stringify(
          scrub({ [key]: number, list: { [key]: [number] }, n: { [key]: Number(plainly(number).replaceAll(/\D/g, '')) } }),
        )
        expect(kept, `${key} ${number}`).not.toMatch(/[٠-٩]|\d{4,}(?!\w)[^0-9a-f]|23456789|5550123|555-0123/)
        expect(kept.match(/[0-9a-f]{64}/g), `${key} ${number}`).toHaveLength(3)
      }
    }
  })

  test.each([
    'customer_email',
    'billing_email',
    'emailAddress',
    'email_address',
    'e-mail',
    'E-Mail Address',
    'mail',
    'userEmail',
    'contactEmail',
  ])('%s is hashed as an e-mail is', (key) => {
    expect(scrub({ [key]: ' Ada@Example.com' })).toEqual({ [key]: sha('ada@example.com') })
    expect(scrub({ [key]: 'ada at home' })).toEqual({ [key]: '[redacted]' })
  })

  test.each(['recipient', 'cardholder', 'name_on_card', 'prénom', 'Straße', 'cc_number', 'tax_id', 'nationalId', 'apellidos'])(
    '%s is hidden',
    (key) => expect(scrub({ [key]: 'Ada 7' })).toEqual({ [key]: '[redacted]' }),
  )

  test('names and streets are hidden, also bare ones below the key of a person', () => {
    const customer = {
      first_name: 'Ada',
      lastName: 'Byron',
      name: 'Ada Byron',
      city: 'London',
      country: 'GB',
      zip: 'W1',
      company_name: 'B & Co',
    }
    expect(
      scrub({
        customer,
        billing_address: {
          address1: '1 St',
          address_line_2: 'Flat 2',
          street: 'S',
          zip: 'W1',
          city: 'London',
          country_code: 'GB',
        },
        shipping_name: 'Ada',
        billing_postcode: 'W1',
        product: { name: 'Shirt', address: 'x' },
        content_name: 'Ada doll',
        campaign_name: 'Spring',
      }),
    ).toEqual({
      customer: {
        ...customer,
        first_name: '[redacted]',
        lastName: '[redacted]',
        name: '[redacted]',
        zip: '[redacted]',
        company_name: '[redacted]',
      },
      billing_address: {
        address1: '[redacted]',
        address_line_2: '[redacted]',
        street: '[redacted]',
        zip: '[redacted]',
        city: 'London',
        country_code: 'GB',
      },
      shipping_name: '[redacted]',
      billing_postcode: '[redacted]',
      product: { name: 'Shirt', address: 'x' },
      content_name: 'Ada doll',
      campaign_name: 'Spring',
    })
    expect(scrub({ name: 'Ada', plan: 'gold', postal_code: '10115' }, 'traits')).toEqual({
      name: '[redacted]',
      plan: 'gold',
      postal_code: '10115',
    })
  })

  test('what only sounds like it stays', () => {
    const fine = {
      mobile: 'iPhone 15',
      tel: 'no',
      phone_model: 'Pixel 8',
      is_mobile: true,
      cell: 'A12',
      email_opt_in: 'yes',
      email_verified: true,
      email_campaign: 'Spring',
      ip_rating: 'IP67',
      membership: 'gold',
      tip: 5,
      zip_file: 'a.zip',
      hotel: '12345678',
      shipping: 'DHL Express',
      chip: 'A17',
      equip: 'x',
      recipe: 'soup',
      trip: 'Rome',
      script: 'main',
      description: '10 pieces',
      ship: 'Titanic',
      mailing_list: 'news',
    }
    expect(scrub(fine)).toEqual(fine)
  })

  test('ids stay distinct: what must be hidden in them is hashed', () => {
    const ids = {
      content_id: 'ada@example.com',
      order_id: '1.2.3.4',
      sku: '+4915123456789',
      product_ids: ['a@b.de', 'c@d.de', 'A@1'],
    }
    expect(scrub(ids)).toEqual({
      content_id: sha('ada@example.com'),
      order_id: sha('1.2.3.4'),
      sku: sha('+4915123456789'),
      product_ids: [sha('a@b.de'), sha('c@d.de'), 'A@1'],
    })
  })

  test('versions stay under their key', () => {
    const fine = { app_version: '10.2.3.4', version: '1.2.3.4', sdkVersion: '5.6.7.8', os_version: '12.1.2.3', build: '1.2.3.4' }
    expect(scrub(fine)).toEqual(fine)
    expect(scrub({ note: '10.2.3.4', app_version: '10.2.3.4 from 9.8.7.6' })).toEqual({
      note: '[redacted]',
      app_version: '[redacted] from [redacted]',
    })
  })

  test('without consent to storage not even the hashes stay', () => {
    const properties = {
      email: 'ada@example.com',
      billing_phone: '0151 23456789',
      ttclid: 'E.C.P.1',
      first_name: 'Ada',
      mobile: true,
      value: 20,
    }
    expect(scrub({ ...properties, content_id: 'a@b.de', customer_email: sha('a') }, 'properties', true)).toEqual({
      content_id: '[redacted]',
      mobile: true,
      value: 20,
    })
  })
})

describe('what has nothing to hide is not copied', () => {
  const KEYS = [
    'email',
    'phone',
    'ip',
    'name',
    'customer',
    'traits',
    'order_id',
    'version',
    'plan',
    'a@example.com',
    '',
    '__proto__',
  ]
  const leaf = fc.oneof(
    fc.constantFrom('ada@example.com', '+4915123456789', '0151 23456789', '10.2.3.4', 'gold', '?mail=ada%40example.com'),
    fc.constantFrom(0, 4_915_123_456_789, true, null),
    fc.string({ maxLength: 8 }),
  )
  const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      leaf,
      fc.array(tie('tree'), { maxLength: 4 }),
      fc.array(fc.tuple(fc.constantFrom(...KEYS), tie('tree')), { maxLength: 5 }).map(objectOf),
    ),
  }))
  const cases = fc.tuple(tree, fc.constantFrom('', 'traits', 'properties', 'user'), fc.boolean())

  test('property: every field is as one by itself, and the value is not changed in place', () => {
    fc.assert(
      fc.property(cases, ([value, at, anonymous]) => {
        const before = JSON.stringify(value)
        const plain = copied(value, '', at, anonymous)
        const kept = scrub(deepFrozen(value), at, anonymous)
        expect(JSON.stringify(kept)).toBe(JSON.stringify(plain))
        expect(JSON.stringify(value)).toBe(before)
        if (JSON.stringify(kept) === before) expect(kept, 'the same object').toBe(value)
      }),
      { numRuns: 2_000 },
    )
  })

  test('what stands beside something hidden is shared', () => {
    const fine = { plan: 'gold', list: [{ a: 1 }] }
    const kept = scrub({ fine, email: 'ada@example.com', list: [fine, 'ada@example.com', fine] }) as Record<string, unknown>
    expect(kept).toEqual({ fine, email: sha('ada@example.com'), list: [fine, '[redacted]', fine] })
    expect(kept['fine']).toBe(fine)
  })

  /** As JSON.parse makes it: `__proto__` is a field like others. */
  function objectOf(entries: readonly (readonly [string, unknown])[]): unknown {
    return JSON.parse(`{${entries.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join(',')}}`)
  }

  function deepFrozen(value: unknown): unknown {
    if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(deepFrozen)
    return value
  }

  /** The plain way: new objects everywhere, each field scrubbed below its own parent alone. */
  function copied(value: unknown, parent: string, field: string, anonymous: boolean): unknown {
    if (Array.isArray(value)) return value.map((item) => copied(item, parent, field, anonymous))
    if (typeof value !== 'object' || value === null)
      return Object.values(scrub({ [field]: value }, parent, anonymous) as object)[0] ?? scrub(value, field, anonymous)
    const out: Record<string, unknown> = {}
    for (const [key, item] of Object.entries(value)) {
      const isLeaf = typeof item !== 'object' || item === null
      const alone = scrub({ [key]: isLeaf ? item : [] }, field, anonymous) as object
      for (const [shown, text] of Object.entries(alone)) out[shown] = isLeaf ? text : copied(item, field, key, anonymous)
    }
    return out
  }
})
