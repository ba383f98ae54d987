import type { Deployment, ServiceName } from './deployment.ts'

/**
 * The sum of a metric over its labels, as a service shows it; 0 while it has none.
 * @param label `table="facts"`, to sum only those.
 */
export async function metricOf(
  weir: Pick<Deployment, 'service'>,
  service: ServiceName,
  name: string,
  label = '',
): Promise<number> {
  const text = await (await fetch(`${weir.service(service).url}/metrics`)).text()
  const lines = text.split('\n').filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
  return lines.filter((line) => line.includes(label)).reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0)
}
