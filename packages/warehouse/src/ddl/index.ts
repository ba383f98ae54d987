import { tables } from './0001_tables.ts'
import { finalViews } from './0002_final_views.ts'
import { segments } from './0003_segments.ts'
import { comments } from './0004_comments.ts'
import { personAliases } from './0005_person_aliases.ts'
import { changesBySegment } from './0006_changes_by_segment.ts'
import { identifierChanges } from './0007_identifier_changes.ts'
import { consentAndBots } from './0008_consent_and_bots.ts'
import { erasing } from './0009_erasing.ts'
import { keeping } from './0010_keeping.ts'
import { delivery } from './0011_delivery.ts'
import { past } from './0012_past.ts'
import { attribution } from './0013_attribution.ts'
import { analytics } from './0014_analytics.ts'
import { rollups } from './0015_rollups.ts'
import { stated } from './0016_stated.ts'
import { analyticsStated } from './0017_analytics_stated.ts'
import { attributed } from './0018_attributed.ts'
import { receipts } from './0019_receipts.ts'
import { erasingLists } from './0020_erasing_lists.ts'

export interface SchemaMigration {
  number: number
  name: string
  /** Each can be repeated: a crash between two of them starts the migration again. */
  statements: readonly string[]
}

/** In order; never changed once released: a change is a new, additive entry. */
export const MIGRATIONS: readonly SchemaMigration[] = [
  { number: 1, name: 'tables', statements: tables },
  { number: 2, name: 'final_views', statements: finalViews },
  { number: 3, name: 'segments', statements: segments },
  { number: 4, name: 'comments', statements: comments },
  { number: 5, name: 'person_aliases', statements: personAliases },
  { number: 6, name: 'changes_by_segment', statements: changesBySegment },
  { number: 7, name: 'identifier_changes', statements: identifierChanges },
  { number: 8, name: 'consent_and_bots', statements: consentAndBots },
  { number: 9, name: 'erasing', statements: erasing },
  { number: 10, name: 'keeping', statements: keeping },
  { number: 11, name: 'delivery', statements: delivery },
  { number: 12, name: 'past', statements: past },
  { number: 13, name: 'attribution', statements: attribution },
  { number: 14, name: 'analytics', statements: analytics },
  { number: 15, name: 'rollups', statements: rollups },
  { number: 16, name: 'stated', statements: stated },
  { number: 17, name: 'analytics_stated', statements: analyticsStated },
  { number: 18, name: 'attributed', statements: attributed },
  { number: 19, name: 'receipts', statements: receipts },
  { number: 20, name: 'erasing_lists', statements: erasingLists },
]
