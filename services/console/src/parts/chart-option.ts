/** One line, or the bars of one colour. */
export interface ChartSeries {
  name: string
  values: readonly (number | null)[]
  kind: 'line' | 'bar'
}

/** Colours that the colour-blind tell apart (Okabe and Ito), lighter ones on dark ground. */
const ON_LIGHT = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#b8860b', '#56b4e9']
const ON_DARK = ['#56b4e9', '#e69f00', '#3ddbb0', '#e9a6cb', '#f0e442', '#9ad1f5']

/** So many bars have all their names below them. */
const NAMED_MAX = 20
/** Names that are longer together than this, in characters, are written aslant. */
const LEVEL_MAX = 110

/** Bars without their names say nothing; of days on a line every few are enough. */
function labelsOf(categories: readonly string[], series: readonly ChartSeries[]): Record<string, unknown> {
  if (categories.length > NAMED_MAX || !series.some(({ kind }) => kind === 'bar')) return { hideOverlap: true }
  const isLong = categories.length * Math.max(0, ...categories.map(({ length }) => length)) > LEVEL_MAX
  return { interval: 0, rotate: isLong ? 30 : 0, width: 140, overflow: 'truncate' }
}

const percent = (value: number): string => `${Number((value * 100).toPrecision(3))} %`

const markAt = (category: string, ink: string): Record<string, unknown> => ({
  silent: true,
  symbol: 'none',
  label: { show: false },
  lineStyle: { color: ink, width: 2, type: 'dashed' },
  data: [{ xAxis: category }],
})

/** What ECharts draws; texts in the chart are drawn, never HTML. */
export function chartOption(
  categories: readonly string[],
  series: readonly ChartSeries[],
  isDark: boolean,
  { mark, isShare = false }: { mark?: string | undefined; isShare?: boolean | undefined } = {},
): Record<string, unknown> {
  const ink = isDark ? '#c9ced3' : '#495057'
  const line = isDark ? '#323b41' : '#dfe4e8'
  return {
    animation: false,
    color: isDark ? ON_DARK : ON_LIGHT,
    grid: { left: 8, right: 16, top: series.length > 1 ? 36 : 16, bottom: 8, containLabel: true },
    tooltip: { trigger: 'axis', renderMode: 'richText', confine: true },
    ...(series.length > 1 ? { legend: { top: 0, textStyle: { color: ink }, type: 'plain' } } : {}),
    xAxis: {
      type: 'category',
      data: [...categories],
      axisLabel: { color: ink, ...labelsOf(categories, series) },
      axisLine: { lineStyle: { color: line } },
    },
    yAxis: {
      type: 'value',
      axisLabel: { color: ink, ...(isShare ? { formatter: percent } : {}) },
      splitLine: { lineStyle: { color: line } },
    },
    series: series.map(({ name, values, kind }, i) => ({
      name,
      type: kind,
      data: [...values],
      ...(mark === undefined || i > 0 ? {} : { markLine: markAt(mark, ink) }),
      ...(kind === 'line'
        ? { showSymbol: values.length < 2, step: false, areaStyle: { opacity: series.length > 1 ? 0 : 0.12 } }
        : {}),
    })),
  }
}
