import { isDeepStrictEqual } from 'node:util'
import { ERROR_CODES, ERRORS } from '@weir/contracts'
import type { ErrorCode, Scope } from '@weir/contracts'
import { BODY_EXAMPLES } from './openapi-examples.ts'

/** A route, as far as its description depends on it. */
interface DescribedRoute {
  method: string
  url: string
  config?: { scope?: Scope; anyKey?: true; public?: true; answers?: readonly ErrorCode[] } | undefined
}

/** The schema of a route with what all routes of its kind have in common. */
export function completed(schema: object | undefined, route: DescribedRoute): object {
  const { config } = route
  const known: { response?: object; security?: object; hide?: boolean; body?: object } = { ...schema }
  if (known.hide === true) return known
  const scopes = config?.scope === undefined ? [] : [config.scope]
  const isGuarded = config?.scope !== undefined || config?.anyKey === true
  const security = isGuarded ? [{ key: scopes }, { session: scopes }] : known.security
  const example = BODY_EXAMPLES[`${route.method} ${route.url}`]
  return {
    ...known,
    ...(known.body && example ? { body: { ...known.body, examples: [example] } } : {}),
    operationId: operationId(route.method, route.url),
    ...(security === undefined ? {} : { security }),
    response: { ...problemsOf(known, route), ...known.response },
  }
}

/** Refusals by status. */
function problemsOf(schema: object, { method, url, config }: DescribedRoute): Record<number, object> {
  // What is public answers in its own ways, unless it says otherwise.
  if (config?.public === true && config.answers === undefined) return {}
  const codes = new Set<ErrorCode>(config?.answers)
  const add = (...more: ErrorCode[]): void => more.forEach((code) => codes.add(code))
  if (config?.scope !== undefined || config?.anyKey === true) add('bad_token', 'rate_limited', 'unavailable')
  if (config?.scope !== undefined) add('missing_scope')
  if (method !== 'GET' && config?.public !== true) add('bad_csrf')
  if ('params' in schema || 'querystring' in schema || 'body' in schema) add('invalid_field')
  if ('body' in schema) add('invalid_json', 'too_deep', 'too_large', 'unsupported_media_type')
  if (/[:{]/.test(url)) add('not_found')
  return Object.fromEntries([...codes].map((code) => [ERRORS[code].status, PROBLEM]))
}

const PROBLEM = {
  description: '',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
}

/** Refusals by status, as `components.responses`: each with the codes that it has. */
const PROBLEMS: Readonly<Record<string, object>> = Object.fromEntries(
  Object.values(ERRORS).map(({ status }) => {
    const codes = ERROR_CODES.filter((code) => ERRORS[code].status === status)
    const description = codes.map((code) => `${code}: ${ERRORS[code].title}.`).join(' ')
    return [`Problem${status}`, { ...PROBLEM, description }]
  }),
)

type Described = { paths?: object | undefined; components?: object | undefined }
type Operation = { responses?: Record<string, object> }

/** The description with each refusal described once. */
export function withProblemsOnce<T extends Described>(description: T): T {
  const paths: Record<string, Record<string, Operation>> = { ...description.paths }
  for (const item of Object.values(paths))
    for (const { responses = {} } of Object.values(item))
      for (const [status, response] of Object.entries(responses))
        if (isDeepStrictEqual(response, PROBLEM)) responses[status] = { $ref: `#/components/responses/Problem${status}` }
  return { ...description, components: { ...description.components, responses: PROBLEMS } }
}

/**
 * `PUT /v1/segments/{id}` is putSegmentsById. Paths outside of `/v1` say so, and so does a slash
 * at the end: `/metrics` and `/v1/metrics` are two operations, and have two names.
 */
export function operationId(method: string, url: string): string {
  const isOurs = url.startsWith('/v1/')
  const names = (isOurs ? url.slice(3) : `/root${url}`)
    .split('/')
    .map((part) => (/^[:{]/.test(part) ? `by-${part.replaceAll(/[:{}]/g, '')}` : part))
  if (url.endsWith('/')) names.push('slash')
  return method.toLowerCase() + names.map(capitalised).join('')
}

/** As one word: `report-schedules` is ReportSchedules. */
function capitalised(text: string): string {
  const parts = text.split(/[^A-Za-z0-9]+/).filter((part) => part !== '')
  return parts.map((part) => part[0]!.toUpperCase() + part.slice(1)).join('')
}
