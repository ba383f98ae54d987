import type { LogRecord } from '@weir/eventlog'

/**
 * What is wrong with the records of all partitions, given what writers were told. Nothing
 * acknowledged may be missing, every writer's appends are there in order, once, without a hole and
 * whole, and offsets are 0, 1, 2, ...
 * @param acknowledged lines `<run> <writer> <n>`.
 */
export function faultsOf(acknowledged: readonly string[], partitions: readonly (readonly LogRecord[])[]): string[] {
  const faults: string[] = []
  const halves = new Map<string, string[]>()
  for (const [partition, records] of partitions.entries()) {
    records.forEach((record, i) => {
      if (record.offset !== i) faults.push(`partition ${partition} has offset ${record.offset} in place ${i}`)
      const [n, half] = Buffer.from(record.value).toString().split(' ')
      const written = halves.get(record.key) ?? []
      written.push(`${n} ${half}`)
      halves.set(record.key, written)
    })
  }
  for (const [writer, written] of halves) {
    const wrong = written.findIndex((text, i) => text !== `${i >> 1} ${i % 2 === 0 ? 'a' : 'b'}`)
    if (wrong >= 0) faults.push(`writer ${writer} has "${written[wrong]}" in place ${wrong}`)
    if (written.length % 2 === 1) faults.push(`writer ${writer} has half an append at its end`)
  }
  for (const line of acknowledged) {
    const at = line.lastIndexOf(' ')
    const written = halves.get(line.slice(0, at))?.length ?? 0
    if (written / 2 <= Number(line.slice(at + 1))) faults.push(`lost: ${line}`)
  }
  return faults
}
