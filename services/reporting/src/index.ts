// The REST surface: segments, people, exports, reports.
export type { ReportingDeps } from './deps.ts'
export { describeApi } from './docs.ts'
export type { Check, Health } from './health.ts'
export { createPersonReader } from './person.ts'
export type { DecodePerson, MembershipView, PersonView } from './person.ts'
export { reportingRoutes } from './routes.ts'
