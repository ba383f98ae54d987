import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ROOT } from '../tidy/repository.ts'
import { metricsInCode, METRICS_PAGE, metricsPage } from './metrics-page.ts'

// npm run docs:metrics

await writeFile(join(ROOT, METRICS_PAGE), metricsPage(metricsInCode()))
