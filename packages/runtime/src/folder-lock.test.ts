import { run, tempFolder } from '@weir/testkit'
import { expect, it } from 'vitest'
import { lockFolder } from './folder-lock.ts'

const NAME = { called: 'spool folder', setting: 'WEIR_SPOOL_DIR' }

it('lets one in, and the next when the first has gone, however it went', async () => {
  await using folder = await tempFolder('lock')
  const module = new URL('folder-lock.ts', import.meta.url).href
  const script = `const { lockFolder } = await import(${JSON.stringify(module)})
    await lockFolder(process.argv[1], ${JSON.stringify(NAME)})
    console.log('locked')
    setInterval(() => undefined, 1000)`
  await using other = await run(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script, folder.path])
  await other.prints(/locked/, 20_000)
  const text = /another Weir process is using the spool folder .*; stop it first, or set WEIR_SPOOL_DIR to another folder/
  await expect(lockFolder(folder.path, NAME)).rejects.toThrow(text)
  await other.kill('SIGKILL')
  const lock = await lockFolder(folder.path, NAME)
  await expect(lockFolder(folder.path, NAME)).rejects.toThrow(text)
  await lock.release()
  await (await lockFolder(folder.path, NAME)).release()
})
