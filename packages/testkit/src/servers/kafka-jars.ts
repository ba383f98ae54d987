import { readFile, mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { run } from '../process.ts'

const POM = fileURLToPath(new URL('../../kafka/pom.xml', import.meta.url))

/**
 * The class path of Kafka. Its jars (43 MB) are fetched once by Maven, from wherever Maven's
 * settings say, and kept in the user's cache under the version that kafka/pom.xml names.
 */
export async function kafkaClassPath(): Promise<string> {
  const version = /kafka_2\.13<\/artifactId>\s*<version>([\d.]+)</.exec(await readFile(POM, 'utf8'))?.[1]
  if (!version) throw new Error(`${POM} does not name a version of Kafka`)
  const cache = join(homedir(), '.cache', 'weir')
  const jars = join(cache, `kafka-${version}`)
  if (!(await exists(jars))) await fetchInto(cache, jars)
  return join(jars, '*')
}

/**
 * Into a folder of its own first, so that nobody sees half of it; if somebody else is faster,
 * theirs is as good.
 */
async function fetchInto(cache: string, jars: string): Promise<void> {
  await mkdir(cache, { recursive: true })
  const fresh = await mkdtemp(join(cache, 'kafka.'))
  try {
    // -C: a jar whose checksum is wrong is refused.
    const goal = ['dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${fresh}`]
    await using maven = await run('mvn', ['-q', '-B', '-C', '-f', POM, ...goal]).catch((error: unknown) => {
      throw new Error('Kafka needs Maven (mvn) once, and Java 17; for tests WEIR_TEST_KAFKA or a Docker engine will do too', {
        cause: error,
      })
    })
    const { code } = await maven.ended
    if (code !== 0) throw new Error(`Maven could not fetch Kafka:\n${maven.stdout()}${maven.stderr()}`)
    await rename(fresh, jars).catch(async (error: unknown) => {
      if (!(await exists(jars))) throw error
    })
  } finally {
    await rm(fresh, { recursive: true, force: true })
  }
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
