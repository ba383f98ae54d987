export const PLATFORMS = ['html', 'gtm', 'server', 'csv'] as const
export type Platform = (typeof PLATFORMS)[number]

/** A text inside a string of a script that stands in a page. */
const inScript = (text: string): string => JSON.stringify(text).slice(1, -1).replaceAll('<', '\\u003c').replaceAll("'", "\\'")

/** The standard snippet, pointed at this Weir. docs/how-to/install-the-pixel.md explains it. */
export function pixelSnippet(origin: string, code: string): string {
  return `<script>
  (function (w, n) {
    w.TiktokAnalyticsObject = n
    var q = (w[n] = w[n] || [])
    q._i = {}
    q._o = {}
    q.methods = ['page', 'track', 'identify', 'ready', 'enableCookie', 'disableCookie', 'holdConsent', 'grantConsent', 'revokeConsent']
    q.methods.forEach(function (m) {
      q[m] = function () { q.push([m].concat([].slice.call(arguments))) }
    })
    q.load = function (code, options) {
      q._i[code] = []
      q._o[code] = options
      var s = document.createElement('script')
      s.async = true
      s.src = '${inScript(origin)}/i18n/pixel/events.js?sdkid=' + code + '&lib=' + n
      document.head.appendChild(s)
    }
  })(window, 'ttq')

  ttq.load('${inScript(code)}')
  ttq.page()
</script>`
}

/** What to put where, by platform. */
export function snippetOf(platform: Platform, origin: string, code: string): string {
  switch (platform) {
    case 'html':
    case 'gtm':
      return pixelSnippet(origin, code)
    case 'server':
      return `curl -X POST ${origin}/v1/events -H "Authorization: Bearer $KEY" -H 'Content-Type: application/json' \\
  -d '[{ "source": "${code}", "event": "Purchase", "event_id": "order-1001",
        "user": { "email": "ada@example.com" }, "properties": { "value": 59.9, "currency": "EUR" } }]'`
    case 'csv':
      return `npm run weir -- replay orders.csv --source ${code} --url ${origin}`
  }
}
