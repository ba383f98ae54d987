import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import config from '../vitest.config.ts'
import { withoutComments } from './tidy/comments.ts'
import { ambiguousNames, arrowsBack, circles, graphOf, roomless } from './tidy/graph.ts'
import { declaredFaults, importFaults, importsOf, MAY_IMPORT } from './tidy/imports.ts'
import { isTest, listPaths, manifests, readText, ROOT, sourceFiles, textFiles, toSource } from './tidy/repository.ts'
import { unexplainedWords } from './tidy/glossary.ts'
import { breaches, RULES } from './tidy/rules.ts'
import {
  deadLinks,
  deadMentions,
  deadPages,
  globToRegExp,
  headerFaults,
  lengthFaults,
  LINES_MAX,
  looseVersions,
  offCatalog,
  strayTests,
  unexplainedSettings,
  unheldModules,
  wideComments,
} from './tidy/shape.ts'

// The shape of the repository: who may import whom, what may not be called where, and that pages
// and code agree. Every rule is first tried on a planted breach, so that a rule that can no longer
// fail is noticed.

const paths = listPaths()
const texts = textFiles(paths)
const sources = sourceFiles(texts)
const packages = manifests(paths)
const pages = texts.filter(({ path }) => path.endsWith('.md'))
const docs = pages.filter(({ path }) => path === 'README.md' || path.startsWith('docs/'))
const exists = (path: string): boolean => existsSync(join(ROOT, path))

describe('the rules can fail', () => {
  test.each(RULES)('$name', (rule) => {
    const { path, text, fine } = rule.canary
    expect(breaches(rule, toSource({ path, text }))).toHaveLength(1)
    if (fine !== undefined) expect(breaches(rule, toSource({ path: fine, text }))).toEqual([])
    if (rule.in === 'code') expect(breaches(rule, toSource({ path, text: `// ${text}` }))).toEqual([])
  })

  test.each([
    ['packages/segmentation/src/x.ts', "import { open } from '@weir/state'"],
    ['packages/state/src/x.ts', "import type { X } from '@weir/ingest'"],
    ['services/ingest/src/x.ts', "export * from '@weir/loader'"],
    ['services/loader/src/loader.ts', "const { openLmdb } = await import('@weir/state/lmdb')"],
    ['services/loader/src/loader.ts', "import { suite } from '@weir/state/contract'"],
    ['services/loader/src/loader.ts', "import { seededRandom } from '@weir/testkit'"],
    ['services/loader/src/loader.ts', "import { x } from '../../ingest/src/x.ts'"],
  ])('imports: %s with %s', (path, text) => {
    expect(importsOf(toSource({ path, text })).flatMap(importFaults)).toHaveLength(1)
  })

  test.each([
    ['services/loader/src/main.ts', "import { openLmdb } from '@weir/state/lmdb'"],
    ['services/embedded/src/x.ts', "import { startLoader } from '@weir/loader'"],
    ['services/loader/src/loader.test.ts', "import { seededRandom } from '@weir/testkit'"],
    ['packages/state/test/lmdb.contract.test.ts', "import { suite } from '../src/contract.ts'"],
    ['packages/state/src/x.ts', "// import { x } from '@weir/ingest'"],
  ])('allowed imports: %s with %s', (path, text) => {
    expect(importsOf(toSource({ path, text })).flatMap(importFaults)).toEqual([])
  })

  test('declared dependencies', () => {
    const manifest = {
      name: '@weir/state',
      dependencies: { '@weir/ingest': 'workspace:*' },
      devDependencies: { '@weir/testkit': 'workspace:*' },
    }
    expect(declaredFaults('packages/state', manifest)).toHaveLength(1)
    expect(declaredFaults('packages/new', { name: '@weir/new' })).toHaveLength(1)
  })

  test('long modules', () => {
    expect(lengthFaults({ path: 'x.ts', text: 'x\n'.repeat(LINES_MAX + 1) })).toHaveLength(1)
    expect(lengthFaults({ path: 'x.ts', text: 'x\n'.repeat(LINES_MAX) })).toEqual([])
  })

  test('circles of imports, and arrows into later rooms', () => {
    const file = (path: string, ...aims: string[]) =>
      toSource({ path: `packages/x/src/${path}`, text: aims.map((aim) => `import type { A } from './${aim}'`).join('\n') })
    const circle = graphOf([file('a.ts', 'b.ts'), file('b.ts', 'c.ts'), file('c.ts', 'a.ts'), file('d.ts', 'a.ts')])
    expect(circles(circle)).toHaveLength(1)
    expect(circles(graphOf([file('a.ts', 'b.ts'), file('b.ts'), file('d.ts', 'a.ts', 'b.ts')]))).toEqual([])
    const rooms = { 'packages/x/src': ['one', 'two'] }
    const inRoom = graphOf([file('one/a.ts', '../two/b.ts'), file('two/b.ts', '../one/c.ts'), file('one/c.ts')])
    expect(arrowsBack(inRoom, rooms)).toHaveLength(1)
    const nested = { 'packages/x/src': ['one/a', 'two', 'one/b'] }
    const deep = graphOf([
      file('one/a/x.ts', '../b/x.ts'),
      file('two/x.ts', '../one/a/x.ts', '../one/b/x.ts'),
      file('one/b/x.ts', '../../two/x.ts'),
    ])
    expect(arrowsBack(deep, nested)).toHaveLength(2)
    const routes = ['shared/deps.ts', 'segments/members/route.ts', 'segments/crud/route.ts', 'reports/route.ts']
    const [shared, members, crud, reports] = routes.map((path) => `services/reporting/src/${path}`)
    const edge = (from?: string, to?: string) => arrowsBack(new Map([[from!, [to!]]])).length
    expect([edge(shared, reports), edge(members, crud), edge(reports, members)]).toEqual([1, 1, 1])
    expect([edge(reports, shared), edge(crud, members), edge(members, reports)]).toEqual([0, 0, 0])
    expect(roomless(deep, { 'packages/x/src': ['one/a', 'two'] })).toHaveLength(1)
    expect(roomless(deep, nested)).toEqual([])
  })

  test('one name for two things', () => {
    const file = (path: string) => toSource({ path, text: 'export interface Place {}\nexport const other = 1' })
    expect(ambiguousNames([file('packages/x/src/a.ts'), file('services/y/src/b.ts')])).toHaveLength(2)
    expect(ambiguousNames([file('packages/x/src/a.ts'), file('services/y/src/b.test.ts')])).toEqual([])
    expect(ambiguousNames([file('packages/state/src/lmdb/a.ts'), file('packages/state/src/redis/a.ts')])).toEqual([])
  })

  test('wide comments', () => {
    const of = (text: string): number => wideComments({ path: 'x.ts', text }).length
    expect([of(`// ${'word '.repeat(25)}`), of(`  /** ${'word '.repeat(25)} */`), of(`const a = '${'x'.repeat(120)}'`)]).toEqual([
      1, 1, 0,
    ])
    expect(of(` *   drawing ${'-'.repeat(60)}      ${'-'.repeat(60)}`)).toBe(0)
  })

  test('package headers', () => {
    expect(headerFaults({ path: 'index.ts', text: "export * from './x.ts'\n" })).toHaveLength(1)
    expect(
      headerFaults({ path: 'index.ts', text: "// What people are called, and who they are.\nexport * from './x.ts'\n" }),
    ).toEqual([])
  })

  test('dead links', () => {
    const page = { path: 'docs/a.md', text: '[x](b.md#part) [y](../README.md) [z](https://example.org/no.md) `[q](no.md)`' }
    expect(deadLinks(page, (path) => path === 'docs/b.md')).toEqual(['docs/a.md links to ../README.md, which is not there'])
  })

  test('modules without a test', () => {
    const of = (text: string, path = 'services/segmenter/src/a.ts'): number =>
      unheldModules({ path, text }, (test) => test === 'services/segmenter/src/b.prop.test.ts').length
    expect([of('const a = 1'), of('// Held by tests/gone.test.ts\n')]).toEqual([1, 1])
    expect([of('// Held by services/segmenter/src/b.prop.test.ts\n'), of('', 'services/segmenter/src/b.ts')]).toEqual([0, 0])
  })

  test('mentions of files that are not there', () => {
    const page = {
      path: 'docs/a.md',
      text: '`x/y.ts` `y.ts` `src/*/from-*.ts` `z.ts` `one.md two.md` `npm test`\n```\nno.ts\n```',
    }
    const there = ['packages/x/y.ts', 'services/src/a/from-b.ts']
    expect(deadMentions(page, there)).toEqual(['docs/a.md names z.ts, which is not there'])
    const code = { path: 'x.ts', text: '// docs/here.md explains it, as docs/how/gone.md did' }
    expect(deadPages(code, (path) => path === 'docs/here.md')).toEqual(['x.ts names docs/how/gone.md, which is not there'])
  })

  test('words that the glossary does not explain', () => {
    const words = '| word | meaning |\n|---|---|\n| place mark | a **bucket** of `gadget` |\n'
    const file = (name: string, path = 'packages/state/src/a.ts') => toSource({ path, text: `export interface ${name} {}` })
    expect(unexplainedWords([file('OldGadgets')], words)).toHaveLength(1)
    expect(unexplainedWords([file('OldGadgets', 'packages/testkit/src/a.ts')], words)).toEqual([])
    expect(unexplainedWords([file('HighMarks'), file('TokenBucket'), file('ReadOptions')], words)).toEqual([])
  })

  test('tests that nobody runs, or twice', () => {
    const projects = { unit: ['packages/*/src/**/*.test.ts'], all: ['packages/b/**/*.test.ts'] }
    const files = [
      'packages/a/src/x.test.ts',
      'packages/a/src/deep/x.test.ts',
      'packages/b/src/x.test.ts',
      'packages/a/test/x.test.ts',
    ]
    expect(strayTests(files, projects)).toEqual([
      'packages/b/src/x.test.ts is run by unit and all',
      'packages/a/test/x.test.ts is run by no vitest project',
    ])
    expect(globToRegExp('{a,b}/*.ts').test('b/x.ts')).toBe(true)
  })

  test('versions', () => {
    expect(looseVersions('packages: []\ncatalog:\n  "a": ^1.0.0\n  b: 2.0.0\n  # why\n  c: latest\nother: 1\n')).toHaveLength(2)
    expect(looseVersions('packages: []\n')).toHaveLength(1)
    expect(offCatalog('x', { zod: '4.0.0', '@weir/state': 'workspace:*', pino: 'catalog:' })).toHaveLength(1)
  })

  test('settings that no page explains', () => {
    const page = { path: 'README.md', text: '`WEIR_DATA` is the folder' }
    expect(unexplainedSettings([{ path: 'config.ts', code: 'WEIR_DATA, WEIR_PORT' }], [page])).toEqual([
      'config.ts names WEIR_PORT, which no page of docs/ or the README explains',
    ])
  })

  test('comments are blanked, and nothing else', () => {
    const text = "const a = 'http://x' // one\nconst b = /[/'\"]/.test(a) /* two\nthree */ + `// ${a}` / 2 // four"
    expect(withoutComments(text).replace(/ +$/gm, '')).toBe(
      "const a = 'http://x'\nconst b = /[/'\"]/.test(a)\n         + `// ${a}` / 2",
    )
  })
})

describe('imports', () => {
  test('every package and service is in the table, and the table has no others', () => {
    const folders = [...packages.keys()].filter((folder) => folder !== '').map((folder) => folder.replace(/^\w+\//, ''))
    expect(folders.toSorted()).toEqual(Object.keys(MAY_IMPORT).toSorted())
  })

  test('declared dependencies follow the table', () => {
    expect(
      [...packages].filter(([folder]) => folder !== '').flatMap(([folder, manifest]) => declaredFaults(folder, manifest)),
    ).toEqual([])
  })

  test('imports follow the table, and adapters are named only where a process is put together', () => {
    const edges = sources.flatMap(importsOf)
    expect(edges.length).toBeGreaterThan(0)
    expect(edges.flatMap(importFaults)).toEqual([])
  })
})

describe('the graph of modules', () => {
  const graph = graphOf(sources)

  test('no modules import each other in a circle, not even types', () => {
    expect(graph.size).toBeGreaterThan(0)
    expect(circles(graph)).toEqual([])
  })
  test('rooms import those before them only', () => {
    expect(arrowsBack(graph)).toEqual([])
    expect(roomless(graph)).toEqual([])
  })
  test('an exported name means one thing', () => {
    expect(ambiguousNames(sources)).toEqual([])
  })
})

describe('rules', () => {
  test.each(RULES)('$name', (rule) => {
    expect((rule.in === 'code' ? sources : texts).flatMap((file) => breaches(rule, file))).toEqual([])
  })
})

describe('shape', () => {
  test('the rules and the segmenter say for every module which test holds it', () => {
    expect(sources.flatMap((source) => unheldModules(source, exists))).toEqual([])
  })

  test(`no module is longer than ${LINES_MAX} lines`, () => {
    expect(sources.flatMap(lengthFaults)).toEqual([])
  })

  test('comments are narrow enough to be read', () => {
    expect(sources.flatMap(wideComments)).toEqual([])
  })

  test('every package says what it is for', () => {
    expect(sources.filter(({ path }) => /^(packages|services)\/[^/]+\/src\/index\.ts$/.test(path)).flatMap(headerFaults)).toEqual(
      [],
    )
  })

  test('links of every page lead somewhere, and files it names are there', () => {
    expect(pages.length).toBeGreaterThan(30)
    expect(pages.flatMap((page) => deadLinks(page, exists))).toEqual([])
    expect(pages.flatMap((page) => deadMentions(page, paths))).toEqual([])
    expect(texts.filter(({ path }) => !path.startsWith('tests/tidy')).flatMap((file) => deadPages(file, exists))).toEqual([])
  })

  test('the glossary explains the words of the data path', () => {
    expect(unexplainedWords(sources, readText('docs/glossary.md'))).toEqual([])
  })

  test('every test file is run by exactly one vitest project', () => {
    expect(strayTests(paths, vitestProjects())).toEqual([])
  })

  test('one exact version of everything, named in the catalog', () => {
    expect(looseVersions(readText('pnpm-workspace.yaml'))).toEqual([])
    expect([...packages].flatMap(([folder, m]) => offCatalog(folder, { ...m.dependencies, ...m.devDependencies }))).toEqual([])
  })

  test('the production build knows every package and service', () => {
    const built = [...readText('tsconfig.build.json').matchAll(/"path": "([^"]+)"/g)].map((match) => match[1] ?? '')
    const there = ['packages', 'services'].flatMap((group) => readdirSync(join(ROOT, group)).map((name) => `${group}/${name}`))
    expect(built.toSorted()).toEqual(there.toSorted())
  })

  test('every setting is explained', () => {
    const production = sources.filter(({ path }) => /^(packages|services|scripts)\//.test(path) && !isTest(path))
    expect(unexplainedSettings(production, docs)).toEqual([])
  })
})

/** The include patterns of vitest.config.ts by project. */
function vitestProjects(): Record<string, readonly string[]> {
  const found: Record<string, readonly string[]> = {}
  for (const project of config.test?.projects ?? []) {
    if (typeof project !== 'object' || !('test' in project)) continue
    const { name, include } = project.test ?? {}
    found[typeof name === 'string' ? name : (name?.label ?? '')] = include ?? []
  }
  return found
}
