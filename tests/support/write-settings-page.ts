import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ROOT } from '../tidy/repository.ts'
import { settingsByProcess, SETTINGS_PAGE, settingsPage } from './settings-page.ts'

// npm run docs:settings

await writeFile(join(ROOT, SETTINGS_PAGE), settingsPage(await settingsByProcess()))
