import { Session } from 'node:inspector/promises'
import { writeFileSync } from 'node:fs'
import { save } from './prof.tmp.ts'
const s = new Session(); s.connect()
await s.post('Profiler.enable'); await s.post('Profiler.setSamplingInterval', { interval: 200 })
await s.post('Profiler.start')
console.log(await save(Number(process.argv[2]), Number(process.argv[3])))
const { profile } = await s.post('Profiler.stop')
writeFileSync('/tmp/b/save.cpuprofile', JSON.stringify(profile))
process.exit(0)
