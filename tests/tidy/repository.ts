import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { withoutComments } from './comments.ts'

export const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** A text file of the repository. `path` is relative to the root, with forward slashes. */
export interface RepositoryFile {
  path: string
  text: string
}

/**
 * TypeScript or JavaScript: `code` is the text with its comments blanked out, line by line the
 * same.
 */
export interface SourceFile extends RepositoryFile {
  code: string
}

/**
 * What .gitignore leaves out, and `.git`, which is a file in a work tree. `data` only at the root:
 * a folder of fixtures elsewhere belongs to the repository.
 */
const IGNORED = new Set(['node_modules', 'dist', '.git', 'coverage'])
/** Written by tools: nobody reads them for their style. */
const GENERATED = new Set(['pnpm-lock.yaml', 'packages/client/src/api.ts'])
const TEXT =
  /\.(ts|tsx|mts|js|mjs|json|md|yaml|yml|sql|sh|html|css|conf|xml|txt|env)$|(^|\/)(run|Dockerfile|LICENSE|\.\w+rc|\.\w+)$/
const SOURCE = /\.(ts|tsx|mts|js|mjs)$/

/**
 * All paths below the root, but for what is installed or built. Also what git does not know yet: a
 * new file counts at once.
 */
export function listPaths(folder = ''): string[] {
  const paths: string[] = []
  for (const entry of readdirSync(join(ROOT, folder), { withFileTypes: true })) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`
    if (IGNORED.has(entry.name)) continue
    if (entry.isDirectory()) {
      if (path !== 'data') paths.push(...listPaths(path))
    } else if (entry.isFile()) paths.push(path)
  }
  return paths.toSorted()
}

export function readText(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8')
}

export function textFiles(paths: readonly string[]): RepositoryFile[] {
  return paths.filter((path) => TEXT.test(path) && !GENERATED.has(path)).map((path) => ({ path, text: readText(path) }))
}

export function sourceFiles(files: readonly RepositoryFile[]): SourceFile[] {
  return files.filter(({ path }) => SOURCE.test(path)).map(toSource)
}

export function toSource({ path, text }: RepositoryFile): SourceFile {
  return { path, text, code: withoutComments(text) }
}

/**
 * Unit tests, contract and end-to-end suites, their helpers, and the test kit: code that never runs
 * in production.
 */
export function isTest(path: string): boolean {
  return (
    /(^|\/)tests?\//.test(path) ||
    path.endsWith('.test.ts') ||
    /^packages\/[^/]+\/src\/contract(\.ts|\/)/.test(path) ||
    path.startsWith('packages/testkit/')
  )
}

/** The package or service that a path belongs to: `packages/state`. */
export function unitOf(path: string): string | undefined {
  return /^(packages|services)\/[^/]+(?=\/)/.exec(path)?.[0]
}

export interface Manifest {
  name: string
  dependencies?: Record<string, string>
  devDependencies?: Record<string, string>
}

/** Every package.json of the workspace by the folder that it is in; the root is ''. */
export function manifests(paths: readonly string[]): Map<string, Manifest> {
  const found = new Map<string, Manifest>()
  for (const path of paths) {
    const match = /^(?:((?:packages|services)\/[^/]+)\/)?package\.json$/.exec(path)
    if (match) found.set(match[1] ?? '', JSON.parse(readText(path)) as Manifest)
  }
  return found
}
