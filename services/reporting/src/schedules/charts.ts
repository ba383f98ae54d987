import { BarChart, LineChart } from 'echarts/charts'
import { GridComponent } from 'echarts/components'
import * as echarts from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'

echarts.use([LineChart, BarChart, GridComponent, SVGRenderer])

/** Lines of one chart: a number per day, null where there is none. */
export interface Lines {
  days: readonly string[]
  series: readonly { name: string; values: readonly (number | null)[] }[]
  /** How a number of the axis reads. */
  shown: (value: number) => string
}

/** Bars of one chart, the first on top. */
export interface Bars {
  names: readonly string[]
  values: readonly (number | null)[]
  shown: (value: number) => string
}

/** Of lines, in their order. */
export const COLOURS = ['#2f5bea', '#f2813a', '#12a594', '#a144af', '#d6409f', '#5b6b7b']
// Without quotes: it stands in an attribute.
const FONT = 'system-ui, -apple-system, Roboto, Helvetica, Arial, sans-serif'
const WIDTH = 520
const HEIGHT = 240
const BAR_HEIGHT = 36
const NAMES_WIDTH = 178
const NAME_MAX = 25
const QUIET = '#6b7280'

/** As SVG, to stand in a page. */
export function lineChart({ days, series, shown }: Lines): string {
  return svg(HEIGHT, {
    grid: { left: 8, right: 16, top: 16, bottom: 8, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    xAxis: {
      type: 'category',
      data: days.map((day) => day.slice(5)),
      boundaryGap: days.length === 1,
      axisTick: { show: false },
      axisLine: { lineStyle: { color: '#d6dae1' } },
      axisLabel: { color: QUIET, hideOverlap: true },
    },
    yAxis: {
      type: 'value',
      splitNumber: 4,
      splitLine: { lineStyle: { color: '#eceef2' } },
      axisLabel: { color: QUIET, formatter: shown },
    },
    series: series.map(({ name, values }) => ({
      type: 'line',
      name,
      data: [...values],
      symbolSize: days.length > 31 ? 0 : 5,
      symbol: 'circle',
      lineStyle: { width: 2.5 },
      connectNulls: false,
    })),
  })
}

/** As SVG, to stand in a page. */
export function barChart({ names, values, shown }: Bars): string {
  return svg(24 + BAR_HEIGHT * names.length, {
    grid: { left: NAMES_WIDTH + 12, right: 80, top: 8, bottom: 8 },
    xAxis: { type: 'value', splitNumber: 3, axisLabel: { show: false }, splitLine: { show: false } },
    yAxis: {
      type: 'category',
      inverse: true,
      // The engine guesses how wide a text is, and guesses low.
      data: names.map((name) => (name.length > NAME_MAX ? `${name.slice(0, NAME_MAX - 1)}…` : name)),
      axisTick: { show: false },
      axisLine: { show: false },
      axisLabel: { color: '#111827' },
    },
    series: [
      {
        type: 'bar',
        data: [...values],
        barMaxWidth: 22,
        itemStyle: { borderRadius: [0, 4, 4, 0] },
        label: {
          show: true,
          position: 'right',
          color: '#111827',
          formatter: ({ value }: { value: unknown }) => (typeof value === 'number' ? shown(value) : '–'),
        },
      },
    ],
  })
}

function svg(height: number, option: Parameters<ReturnType<typeof echarts.init>['setOption']>[0]): string {
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height })
  try {
    chart.setOption({ animation: false, color: COLOURS, textStyle: { fontFamily: FONT, fontSize: 12 }, ...option })
    return chart.renderToSVGString({ useViewBox: true })
  } finally {
    chart.dispose()
  }
}
