import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/**
 * A shop on a host of its own (`localhost`, while Weir is on `127.0.0.1`: another site to a
 * browser), whose pages carry the standard snippet, pointed at Weir.
 */
export interface Shop extends AsyncDisposable {
  /** @param script runs behind the snippet, `ttq` in scope. */
  page(script: string, how?: { head?: string }): string
  /** A page of this HTML alone, by its path. */
  html(text: string): string
  /** The same server, as a third party to the shop. */
  third: string
  origin: string
}

/** What a page with the snippet does until `events.js` is there: calls wait in arrays. */
const snippet = (weir: string): string => `
  (function (window, document, name) {
    window.TiktokAnalyticsObject = name
    var ttq = (window[name] = window[name] || [])
    ttq.methods = ['page', 'track', 'identify', 'instances', 'debug', 'on', 'off', 'once', 'ready', 'alias', 'group',
      'enableCookie', 'disableCookie', 'holdConsent', 'revokeConsent', 'grantConsent']
    ttq.setAndDefer = function (on, method) {
      on[method] = function () { on.push([method].concat(Array.prototype.slice.call(arguments, 0))) }
    }
    ttq.methods.forEach(function (method) { ttq.setAndDefer(ttq, method) })
    ttq.instance = function (code) {
      var one = ttq._i[code] || []
      ttq.methods.forEach(function (method) { ttq.setAndDefer(one, method) })
      return one
    }
    ttq.load = function (code, options) {
      var address = '${weir}/i18n/pixel/events.js'
      ttq._i = ttq._i || {}
      ttq._i[code] = []
      ttq._i[code]._u = address
      ttq._t = ttq._t || {}
      ttq._t[code] = +new Date()
      ttq._o = ttq._o || {}
      ttq._o[code] = options || {}
      var script = document.createElement('script')
      script.async = true
      script.src = address + '?sdkid=' + code + '&lib=' + name
      var first = document.getElementsByTagName('script')[0]
      first.parentNode.insertBefore(script, first)
    }
  })(window, document, 'ttq')`

export async function openShop(weir: string): Promise<Shop> {
  const pages: string[] = []
  const html = (text: string): string => `/${pages.push(`<!doctype html><title>Shop</title>${text}`) - 1}`
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://shop')
    response.setHeader('content-type', 'text/html; charset=utf-8')
    response.end(pages[Number(pathname.slice(1))] ?? '<title>Nothing here</title>')
  })
  server.listen(0)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    third: `http://127.0.0.1:${port}/frame`,
    origin: `http://localhost:${port}`,
    page(script, { head = '' } = {}) {
      return `http://localhost:${port}${html(`${head}<script>${snippet(weir)};${script}</script><h1>Shop</h1>`)}`
    },
    html,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
