import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { eventually, freePort, run, tempFolder } from '@weir/testkit'
import { ROOT } from '../tidy/repository.ts'

/** The recipes of docs/how-to/install-the-pixel.md, as they stand there. */

const DOCUMENT = await readFile(join(ROOT, 'docs/how-to/install-the-pixel.md'), 'utf8')

/**
 * The code blocks of a language below a heading.
 * @throws Error when there is none.
 */
export function recipe(heading: string, language: string): string[] {
  const [, after = ''] = DOCUMENT.split(new RegExp(`^#+ (?:\\d\\. )?${heading}$`, 'm'))
  const [section = ''] = after.split(/^#+ /m)
  const found = [...section.matchAll(/```(\w+)\n([\s\S]*?)```/g)].flatMap(([, of, code]) => (of === language ? [code!] : []))
  if (found.length === 0) throw new Error(`the document has no ${language} under "${heading}"`)
  return found
}

/** A shop behind a proxy, with Weir below `/w` of the same origin. */
export interface Proxy extends AsyncDisposable {
  origin: string
}

/** What the document calls them, and where they are. */
interface Behind {
  /** Host and port. */
  weir: string
  shop: string
}

type Configured = (config: string, port: number, folder: string) => { text: string; command: readonly [string, ...string[]] }

/** Around the locations of the document: what belongs to the machine, and the shop itself. */
const nginx: Configured = (config, port, folder) => ({
  text: `daemon off; master_process off; pid ${folder}/pid; error_log stderr;
    events {}
    http {
      access_log off;
      client_body_temp_path ${folder}/body;
      proxy_temp_path ${folder}/proxy;
      server { listen 127.0.0.1:${port}; ${config} location / { proxy_pass http://shop.internal:3000; } }
    }`,
  command: ['nginx', '-e', 'stderr', '-p', folder, '-c', join(folder, 'config')],
})

/** Without TLS, and without the interface for its administrator. */
const caddy: Configured = (config, port, folder) => ({
  text: `{\n  admin off\n}\n${config.replace('shop.example', `http://localhost:${port}`)}`,
  command: ['caddy', 'run', '--adapter', 'caddyfile', '--config', join(folder, 'config')],
})

export const PROXIES = { nginx, caddy }

/** Debian's proxy with the document's configuration. It listens when this returns. */
export async function openProxy(kind: keyof typeof PROXIES, { weir, shop }: Behind): Promise<Proxy> {
  const folder = await tempFolder(kind)
  const port = await freePort()
  const [config = ''] = recipe('Put Weir behind your domain', kind)
  const { text, command } = PROXIES[kind](config, port, folder.path)
  await writeFile(join(folder.path, 'config'), text.replaceAll('weir.internal:8080', weir).replaceAll('shop.internal:3000', shop))
  const [program, ...args] = command
  const running = await run(program, args, { env: { HOME: folder.path } })
  const origin = `http://localhost:${port}`
  const close = async (): Promise<void> => {
    await running[Symbol.asyncDispose]()
    await folder[Symbol.asyncDispose]()
  }
  const listens = await eventually(() => fetch(origin).then(({ ok }) => ok), 10_000).catch(() => false)
  if (listens) return { origin, [Symbol.asyncDispose]: close }
  await close()
  throw new Error(`${kind} does not serve the shop:\n${running.stderr()}`)
}
