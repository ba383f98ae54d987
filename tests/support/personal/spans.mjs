// Loaded before a process: every OpenTelemetry span that ends in it is written to SPANS_FILE, a
// line each, with all that it says. The first one shows that this works.
import { trace } from '@opentelemetry/api'
import { BasicTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base'
import { appendFileSync } from 'node:fs'

const file = process.env.SPANS_FILE
const toFile = {
  export(spans, done) {
    for (const { name, attributes, events, links, status, resource } of spans)
      appendFileSync(file, `${JSON.stringify({ name, attributes, events, links, status, resource: resource.attributes })}\n`)
    done({ code: 0 })
  },
  shutdown: async () => undefined,
}
trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(toFile)] }))
trace.getTracer('spans').startSpan('spans are written').end()
