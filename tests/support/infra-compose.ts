import { parseYaml } from './infra-yaml.ts'
import type { Node } from './infra-yaml.ts'

export type Variables = Readonly<Record<string, string>>

/** docker-compose.yml with its variables put in, as `docker compose config` would show it. */
export function readCompose(text: string, variables: Variables): Node {
  return parseYaml(interpolate(text.replace(/^\s*#.*$/gm, ''), variables))
}

/** `${X}`, `${X:-when empty}`, `${X-when unset}`, one inside the other; `$$` is a dollar. */
export function interpolate(text: string, variables: Variables): string {
  let out = ''
  for (let at = 0; at < text.length;) {
    if (text.startsWith('$$', at)) {
      out += '$'
      at += 2
    } else if (text.startsWith('${', at)) {
      const end = closing(text, at + 2)
      out += valueOf(text.slice(at + 2, end), variables)
      at = end + 1
    } else out += text[at++]
  }
  return out
}

function closing(text: string, from: number): number {
  let depth = 1
  for (let at = from; at < text.length; at++) {
    if (text[at] === '{') depth++
    else if (text[at] === '}' && --depth === 0) return at
  }
  throw new Error(`a variable has no end: ${text.slice(from, from + 40)}`)
}

function valueOf(inside: string, variables: Variables): string {
  const [, name = '', mark = '', rest = ''] = /^(\w+)(:-|-|)([\s\S]*)$/.exec(inside) ?? []
  if (name === '' || (mark === '' && rest !== '')) throw new Error(`not a variable: ${inside}`)
  const value = variables[name]
  const isMissing = mark === ':-' ? value === undefined || value === '' : value === undefined
  return isMissing ? interpolate(rest, variables) : (value ?? '')
}

/** Names that the text asks its environment for. */
export function variablesIn(text: string): string[] {
  return [...new Set([...text.replace(/^\s*#.*$/gm, '').matchAll(/(?<!\$)\$\{(\w+)/g)].map((match) => match[1] ?? ''))]
}

/** `NAME=value` lines, comments left out: an `.env` file. */
export function readEnv(text: string): Variables {
  const lines = text.split('\n').filter((line) => /^\w+=/.test(line))
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]))
}

/** What a container is given. */
export function environmentOf(service: Node): Record<string, string> {
  return Object.fromEntries(
    service
      .at('environment')
      .entries()
      .map(([name, value]) => [name, value.text()]),
  )
}
