import { useComputedColorScheme } from '@mantine/core'
import { BarChart, LineChart } from 'echarts/charts'
import { GridComponent, LegendComponent, TooltipComponent } from 'echarts/components'
import { init, use } from 'echarts/core'
import type { EChartsType } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'
import { useEffect, useRef } from 'react'
import type { ReactNode } from 'react'
import { chartOption } from './chart-option.ts'
import type { ChartSeries } from './chart-option.ts'

use([LineChart, BarChart, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer])

export interface ChartProps {
  label: string
  categories: readonly string[]
  series: readonly ChartSeries[]
}

/** Lines and bars over the same categories. Its numbers stand in a table beside it. */
export default function Chart({ label, categories, series }: ChartProps): ReactNode {
  const frame = useRef<HTMLDivElement>(null)
  const chart = useRef<EChartsType>(undefined)
  const scheme = useComputedColorScheme('light')
  useEffect(() => {
    if (!frame.current) return undefined
    const made = init(frame.current)
    chart.current = made
    const watch = new ResizeObserver(() => made.resize())
    watch.observe(frame.current)
    return () => {
      watch.disconnect()
      made.dispose()
    }
  }, [])
  useEffect(() => {
    chart.current?.setOption(chartOption(categories, series, scheme === 'dark'), true)
  }, [categories, series, scheme])
  return <div ref={frame} className="chart" role="img" aria-label={label} />
}
