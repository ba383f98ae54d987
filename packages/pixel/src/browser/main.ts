// What a page loads in place of TikTok's events.js: takes over the queue of the standard snippet.
import { emptyQueue, install } from './methods.ts'
import type { Queue } from './methods.ts'
import { attempt } from './page.ts'
import { startPixel } from './ttq.ts'

/** Methods are put on the very arrays of the snippet: pages keep references to them. */
function takeOver(src: string): void {
  const { searchParams } = new URL(src)
  const name = String(Reflect.get(window, 'TiktokAnalyticsObject') ?? 'ttq')
  const queue: Queue = Reflect.get(window, name) ?? emptyQueue()
  if (queue['_weir']) return
  Reflect.set(window, name, queue)

  const pixel = startPixel(src.replace(/i18n.pixel.*/, 'api/v2/pixel'))
  const instances: Record<string, Queue> = Object((queue['_i'] ??= {}))
  const options: Record<string, unknown> = Object(queue['_o'])

  /** Replays what was deferred, once. */
  const take = (on: Queue, code?: string): Queue => {
    if (on['_weir']) return on
    on['_weir'] = true
    const act = (method: string, args: unknown[]): void => attempt(() => pixel.call(code, method, args))
    install(on, act)
    for (const made of on.splice(0)) {
      const [method, ...args] = Array.from(Object(made))
      act(String(method), args)
    }
    return on
  }
  const instance = (code: string): Queue => take((instances[code] ??= emptyQueue()), code)

  const codes = Object.keys(instances)
  for (const code of codes.length > 0 ? codes : [searchParams.get('sdkid') ?? '']) pixel.load(code, options[code])
  take(queue)
  for (const code of codes) instance(code)
  queue['instance'] = instance
  queue['load'] = (code: string, given?: unknown) => {
    pixel.load(code, given)
    return instance(code)
  }
  pixel.begin()
}

attempt(() => takeOver(Object(document.currentScript).src))
