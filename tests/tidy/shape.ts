import { posix } from 'node:path'
import type { RepositoryFile } from './repository.ts'

// Rules about what the repository as a whole looks like. Each takes its data as arguments, so that
// it can be tried on planted ones.

export const LINES_MAX = 350

/** All texts of a language: a table without code, which translators have in one piece. */
const TEXTS = /^services\/console\/src\/texts\/[a-z]{2}\.ts$/

export function lengthFaults({ path, text }: RepositoryFile): string[] {
  if (TEXTS.test(path)) return []
  const lines = text.split('\n').length - 1
  return lines > LINES_MAX ? [`${path} has ${lines} lines, more than ${LINES_MAX}: is there a seam?`] : []
}

export const COMMENT_COLUMNS_MAX = 100

/**
 * Comments wider than that. Tables and drawings (runs of blanks, arrows, bars) are as wide as they
 * have to be.
 */
export function wideComments({ path, text }: RepositoryFile): string[] {
  return text.split('\n').flatMap((line, i) => {
    const isWide = /^\s*(\/\/|\/?\*)/.test(line) && line.length > COMMENT_COLUMNS_MAX
    return isWide && !/\S {3,}\S|\* {2,}\S|──|\* \|/.test(line.trim())
      ? [`${path}:${i + 1} has ${line.length} columns, more than ${COMMENT_COLUMNS_MAX}`]
      : []
  })
}

/**
 * A package says in its index what it is for: a comment before the code, or at the first thing that
 * it exports.
 */
export function headerFaults({ path, text }: RepositoryFile): string[] {
  const beforeExports = text.split(/^export\b/m)[0] ?? ''
  const comment = /^(?:\/\/ *|\/\*\*\s*(?:\* *)?)(\S.{15,})/m.exec(beforeExports)
  return comment ? [] : [`${path} does not begin with a line that says what the package is for`]
}

/** Where a reader finds for every module the test that holds it. */
const HELD = /^(packages\/segmentation|services\/segmenter)\/src\/(?!testing\/|index\.ts$|.*\.test\.ts$)/

/** Modules there that have no test beside them, and name none in their first line. */
export function unheldModules({ path, text }: RepositoryFile, exists: (path: string) => boolean): string[] {
  const stem = path.replace(/\.ts$/, '')
  if (!HELD.test(path) || exists(`${stem}.test.ts`) || exists(`${stem}.prop.test.ts`)) return []
  const [, test] = /^\/\/ Held by (\S+\.test\.ts)\n/.exec(text) ?? []
  return test !== undefined && exists(test) ? [] : [`${path} has no test beside it and does not begin with "// Held by <test>"`]
}

/** Links to files that are not there. External links and anchors within a page are not followed. */
export function deadLinks({ path, text }: RepositoryFile, exists: (path: string) => boolean): string[] {
  const withoutCode = text.replace(/```[\s\S]*?```/g, '').replace(/`[^`\n]*`/g, '')
  const links = [...withoutCode.matchAll(/\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)/g)].map((match) => match[1] ?? '')
  return links
    .filter((link) => !/^([a-z]+:|#|\/\/)/i.test(link))
    .map((link) => decodeURI(link.replace(/[#?].*$/, '')))
    .filter((link) => !exists(posix.normalize(posix.join(posix.dirname(path), link)).replace(/\/$/, '')))
    .map((link) => `${path} links to ${link}, which is not there`)
}

/**
 * Test files that no vitest project runs, or more than one.
 * @param projects the include patterns by project.
 */
export function strayTests(paths: readonly string[], projects: Record<string, readonly string[]>): string[] {
  const matchers = Object.entries(projects).map(([name, patterns]) => ({ name, patterns: patterns.map(globToRegExp) }))
  return paths
    .filter((path) => /\.(test|spec)\.[mc]?[jt]sx?$/.test(path))
    .flatMap((path) => {
      const runBy = matchers.filter(({ patterns }) => patterns.some((pattern) => pattern.test(path))).map(({ name }) => name)
      return runBy.length === 1 ? [] : [`${path} is run by ${runBy.length === 0 ? 'no vitest project' : runBy.join(' and ')}`]
    })
}

/** The part of the glob language that vitest.config.ts uses: `**`, `*` and `{a,b}`. */
export function globToRegExp(glob: string): RegExp {
  const body = glob
    .replace(/[.+^$()|[\]\\]/g, '\\$&')
    .replace(/\{([^}]*)\}/g, (_, names: string) => `(?:${names.replaceAll(',', '|')})`)
    .replace(/\*\*\/|\*/g, (stars) => (stars === '*' ? '[^/]*' : '(?:.*/)?'))
  return new RegExp(`^${body}$`)
}

/** Versions of the catalog that are ranges: two installs of one commit could then differ. */
export function looseVersions(workspaceYaml: string): string[] {
  const section = /^catalog:\n((?:[ \t].*\n|\n|#.*\n)*)/m.exec(`${workspaceYaml}\n`)?.[1]
  if (section === undefined) return ['pnpm-workspace.yaml has no catalog']
  const entries = [...section.matchAll(/^\s+["']?([^"':\s]+)["']?:\s*["']?([^"'\s#]+)/gm)]
  return entries
    .filter(([, , version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version ?? ''))
    .map(([, name, version]) => `the catalog has ${name} as "${version}": give one exact version`)
}

/** Dependencies that go past the catalog. */
export function offCatalog(folder: string, dependencies: Record<string, string>): string[] {
  return Object.entries(dependencies)
    .filter(([name, version]) => (name.startsWith('@weir/') ? version !== 'workspace:*' : !/^catalog:\w*$/.test(version)))
    .map(
      ([name, version]) =>
        `${folder || 'the root'} depends on ${name} "${version}": use the catalog, and workspace:* for our own`,
    )
}

/** Settings that the code reads and no page explains. */
export function unexplainedSettings(
  sources: readonly { path: string; code: string }[],
  pages: readonly RepositoryFile[],
): string[] {
  const explained = new Set(pages.flatMap(({ text }) => text.match(/\bWEIR_[A-Z0-9_]+/g) ?? []))
  return sources.flatMap(({ path, code }) => {
    const names = new Set(code.match(/\bWEIR_[A-Z0-9_]+/g) ?? [])
    return [...names]
      .filter((name) => !explained.has(name))
      .map((name) => `${path} names ${name}, which no page of docs/ or the README explains`)
  })
}

const FILE_MENTION = /^(?:[\w.@*{},-]+\/)*[\w.@*-]+\.(?:ts|mjs|md|sql|sh|yml|yaml|xml|acl)$/

/**
 * Files that a page names in code type (`evolve/evolve.ts`) and that are not there. A name may be
 * given from the root, from the page's own folder, or from any folder; `*` stands for any name.
 * @param paths all files of the repository.
 */
export function deadMentions({ path, text }: RepositoryFile, paths: readonly string[]): string[] {
  const withoutBlocks = text.replace(/```[\s\S]*?```/g, '')
  const named = [...withoutBlocks.matchAll(/`([^`\n]+)`/g)].map((match) => match[1] ?? '')
  return named
    .filter((name) => FILE_MENTION.test(name))
    .filter((name) => {
      const ending = globToRegExp(`**/${name}`)
      return !paths.some((known) => ending.test(known))
    })
    .map((name) => `${path} names ${name}, which is not there`)
}

/** Pages of `docs/` that any text names and that are not there. */
export function deadPages({ path, text }: RepositoryFile, exists: (path: string) => boolean): string[] {
  const named = new Set(text.match(/(?<![\w./-])docs\/[\w/-]+\.md\b/g) ?? [])
  return [...named].filter((name) => !exists(name)).map((name) => `${path} names ${name}, which is not there`)
}
