import { FACTS_VIEW, statementsOf } from './0014_analytics.ts'
import { COUNTRY, DEVICE } from './0016_stated.ts'

/** Analysts group by country and device, as reports do. */
export const analyticsStated = statementsOf(
  { ...FACTS_VIEW, columns: { ...FACTS_VIEW.columns, country: COUNTRY, device: DEVICE } },
  'CREATE OR REPLACE VIEW',
)
