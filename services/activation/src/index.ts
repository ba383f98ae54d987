// Keeps audiences elsewhere as segments are, with receipts.
export { startActivation } from './activation.ts'
export type { Activation, ActivationDeps } from './activation.ts'
export { fetchHttp } from './http.ts'
export type { Http } from './http.ts'
export { openTarget } from './open-target.ts'
export { PERSON_ITEM } from './people.ts'
export type { AskedPerson, PeopleSource } from './people.ts'
