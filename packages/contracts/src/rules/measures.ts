/** What can be measured of the values at a path: see docs/semantics.md for each. */
export const PATH_MEASURES = ['sum', 'avg', 'median', 'min', 'max', 'first', 'last', 'distinct'] as const
export type PathMeasure = (typeof PATH_MEASURES)[number]

/** What can be measured of the events of a window; a condition has at most one of these. */
export const MEASURES = ['count', 'active_days', ...PATH_MEASURES] as const
