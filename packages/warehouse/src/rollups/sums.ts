// Held by services/reporting/src/reports/rollups/rollups.test.ts

/**
 * What facts about ads are added up to, one expression each, over rows of facts whose name is
 * called `what`. Each adds up over any parts of the rows to the last digit: they are counts, and
 * watch time is in whole microseconds. A report adds them up over facts, a rollup once for its
 * cells.
 */
export const AD_COUNTS = {
  impressions: `countIf(what = 'AdImpression')`,
  clicks: `countIf(what = 'AdClick')`,
  plays: `countIf(what = 'VideoView')`,
  plays_with_duration: `countIf(what = 'VideoView' AND duration_ms > 0)`,
  p25: `countIf(what = 'VideoView' AND duration_ms > 0 AND watched_ms >= duration_ms * 0.25)`,
  p50: `countIf(what = 'VideoView' AND duration_ms > 0 AND watched_ms >= duration_ms * 0.5)`,
  p75: `countIf(what = 'VideoView' AND duration_ms > 0 AND watched_ms >= duration_ms * 0.75)`,
  completions: `countIf(what = 'VideoView' AND duration_ms > 0 AND watched_ms >= duration_ms)`,
  plays_with_watch_time: `countIf(what = 'VideoView' AND watched_ms IS NOT NULL)`,
  watched_2s: `countIf(what = 'VideoView' AND watched_ms >= 2000)`,
  watched_6s: `countIf(what = 'VideoView' AND watched_ms >= 6000)`,
  likes: `countIf(what = 'Like')`,
  comments: `countIf(what = 'Comment')`,
  shares: `countIf(what = 'Share')`,
  follows: `countIf(what = 'Follow')`,
  interactions: `countIf(what IN ('Like', 'Comment', 'Share', 'Follow', 'AdClick'))`,
} as const

/**
 * Watch time in whole microseconds, so that its sum is the same in whatever order; a play counts
 * with at most 10^15 ms.
 */
export const WATCHED_US = `sumIf(toInt128(round(least(greatest(assumeNotNull(watched_ms), -1e15), 1e15) * 1000)), what = 'VideoView' AND watched_ms IS NOT NULL)`

/** The condition on facts that are about ads: people like and share pages, too. */
export const ABOUT_ADS = `(name IN ('AdImpression', 'AdClick', 'VideoView') OR cost IS NOT NULL
    OR (name IN ('Like', 'Comment', 'Share', 'Follow') AND (campaign_id != '' OR adgroup_id != '' OR ad_id != '' OR creative_id != '')))`

/** The consent gate: facts of persons who granted measurement at event time (see consentCode). */
export const MEASURED = `(person != '' AND consent_measurement IN (2, 4, 6))`
