import { ID_TYPES, WeirError } from '@weir/contracts'
import type { Identifier, IdType } from '@weir/contracts'
import { normalise } from '@weir/identity'

const PERSON_ID = /^[0-9a-f]{32}$/

/**
 * @returns the identifier, or the id; undefined when it names nobody.
 * @throws WeirError invalid_field.
 */
export function readKey(key: string): Identifier | string | undefined {
  const at = key.indexOf(':')
  const [type, value] = [key.slice(0, at), key.slice(at + 1)]
  if (type === 'person') return PERSON_ID.test(value) ? value : undefined
  if (!isIdType(type)) {
    throw new WeirError('invalid_field', 'the request has faults', {
      faults: [{ path: 'key', message: `expected TYPE:VALUE with a type of person, ${ID_TYPES.join(', ')}` }],
    })
  }
  // A look-up only: ingest decided whether the identifier names a person.
  const normal = normalise(type, value, { has: () => true })
  return normal === undefined ? undefined : { type, value: normal }
}

function isIdType(text: string): text is IdType {
  return (ID_TYPES as readonly string[]).includes(text)
}
