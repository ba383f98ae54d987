import type { Service } from './run.ts'

/** What to try on the running demo: every command works as it stands here. */
export function whereNext({ url, ingestUrl = url, adminKey: key }: Service, customer: string): string {
  const curl = (path: string): string => `  curl -sw '\\n' -H 'Authorization: Bearer ${key}' '${url}${path}'`
  return [
    '== Where to look next',
    `Console            ${url}/  (sign in with the key below)`,
    `API documentation  ${url}/docs`,
    `OpenAPI            ${url}/openapi.json`,
    `The admin key of this demo: ${key}`,
    '',
    'A segment, with its size:',
    curl('/v1/segments/bought_30d'),
    `One customer (the id as the shop knows it):`,
    curl(`/v1/people/external_id:${customer}`),
    'Metrics by campaign, as CSV (simulated advertising):',
    curl('/v1/reports/segments?from=2017-01-01&to=2018-01-01&group_by=campaign&format=csv'),
    'How many bought in the 30 days before 1 July 2016:',
    `  curl -sw '\\n' -H 'Authorization: Bearer ${key}' -H 'Content-Type: application/json' '${url}/v1/segments/preview' \\`,
    `    -d '{"rule":{"event":{"name":"Purchase"},"within":"30d"},"as_of":"2016-07-01"}'`,
    'The demo keeps the time of its events. Let a week pass with an event of that week, then look at bought_30d again:',
    `  curl -sw '\\n' -H 'Authorization: Bearer ${key}' -H 'Content-Type: application/json' '${ingestUrl}/v1/events' \\`,
    `    -d '{"source":"superstore","event":"Pageview","event_time":"2018-01-06T23:59:59Z"}'`,
    'The command line:',
    `  WEIR_URL=${url} WEIR_KEY=${key} npm run --silent weir -- segments list`,
  ].join('\n')
}
