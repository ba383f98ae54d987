// Held by services/reporting/src/openapi.test.ts

import { z } from 'zod'

/**
 * A rule as answers show it. It was checked when it came in, so it is not read again; the
 * description of the API says that it is a rule.
 */
export const RuleShown = z.unknown()

/** A rule as a tree of what it says of a person: see `Reason` in the description of the API. */
export const ReasonShown = z.unknown()
