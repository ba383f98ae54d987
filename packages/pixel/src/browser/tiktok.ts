import { emptyQueue, install, METHODS } from './methods.ts'
import type { Queue } from './methods.ts'

/**
 * Dual send: TikTok's own script, under another name than ours, gets what we were called with. It
 * finds its queue through `TiktokAnalyticsObject`, as it does on any page.
 */
export type Feed = (load: LoadOptions, method: string, ...args: unknown[]) => void

/** Of `ttq.load`: `tiktok` is TikTok's code, the others are the same for its script. */
export type LoadOptions = Readonly<Record<string, string | undefined>> | undefined

const NAME = '_weir_ttq'
const SCRIPT = 'https://analytics.tiktok.com/i18n/pixel/events.js'

/** @returns a feed that loads TikTok's script for a code when it is first fed. */
export function tiktokFeed(): Feed {
  const instances: Record<string, Queue> = {}
  const times: Record<string, number> = {}
  const options: Record<string, LoadOptions> = {}
  const instance = (code: string): Queue | undefined => instances[code]
  const queue = Object.assign(deferring(), { methods: METHODS, instance, _i: instances, _t: times, _o: options })
  return (load, method, ...args) => {
    const code = load?.['tiktok']
    if (!code) return
    if (!instances[code]) {
      // There is nothing to take back where nothing was given.
      if (method === 'revokeConsent') return
      Reflect.set(window, 'TiktokAnalyticsObject', NAME)
      Reflect.set(window, NAME, queue)
      instances[code] = Object.assign(deferring(), { _u: SCRIPT })
      times[code] = +new Date()
      options[code] = load
      const script = document.createElement('script')
      script.async = true
      script.src = `${SCRIPT}?sdkid=${code}&lib=${NAME}`
      document.head.append(script)
    }
    // Whatever TikTok's script has put there by now.
    const theirs = Reflect.get(window, NAME).instance(code)
    theirs[method](...args)
  }
}

function deferring(): Queue {
  const queue: Queue = emptyQueue()
  return install(queue, (method, args) => queue.push([method, ...args]))
}
