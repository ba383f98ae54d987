import { BarChart, LineChart } from 'echarts/charts'
import { GridComponent, LegendComponent, MarkLineComponent, TooltipComponent } from 'echarts/components'
import { use } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'
import { useCallback } from 'react'
import type { ReactNode } from 'react'
import { chartOption } from './chart-option.ts'
import type { ChartSeries } from './chart-option.ts'
import { useEcharts } from './use-echarts.ts'

use([LineChart, BarChart, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent, CanvasRenderer])

export interface ChartProps {
  label: string
  categories: readonly string[]
  series: readonly ChartSeries[]
  /** The category at which an upright line stands. */
  mark?: string | undefined
  /** Values are shares: 0.2 stands as 20 %. */
  isShare?: boolean | undefined
}

/** Lines and bars over the same categories. Its numbers stand in a table beside it. */
export default function Chart({ label, categories, series, mark, isShare }: ChartProps): ReactNode {
  const optionOf = useCallback(
    (isDark: boolean) => chartOption(categories, series, isDark, { mark, isShare }),
    [categories, series, mark, isShare],
  )
  return <div ref={useEcharts(optionOf)} className="chart" role="img" aria-label={label} />
}
