// Runs in a page: see consent-managers.ts.
import { CmpApi as GppApi } from '@iabgpp/cmpapi'
import { CmpApi as TcfApi } from '@iabtechlabtcf/cmpapi'

/** Of the IAB's examples; any will do. */
const MANAGER = 880

/** Keeps calls until the manager is there, which asks for them by calling it with nothing. */
const queue: unknown[][] = []
const stub = (...args: unknown[]): unknown => (args.length > 0 ? queue.push(args) : queue)

const cmp = {
  stubTcf: () => Object.assign(globalThis, { __tcfapi: stub }),
  openTcf: () => new TcfApi(MANAGER, 1, true),
  openGpp: () => new GppApi(MANAGER, 1),
}
Object.assign(globalThis, { cmp })
