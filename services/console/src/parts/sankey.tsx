import { SankeyChart } from 'echarts/charts'
import { TooltipComponent } from 'echarts/components'
import { use } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'
import { useCallback } from 'react'
import type { ReactNode } from 'react'
import { sankeyOption } from './sankey-option.ts'
import type { Flow } from './sankey-option.ts'
import { useEcharts } from './use-echarts.ts'

use([SankeyChart, TooltipComponent, CanvasRenderer])

export interface SankeyProps {
  label: string
  flows: readonly Flow[]
}

/** Ways over steps, as wide as many people take them. Its numbers stand in a table beside it. */
export default function Sankey({ label, flows }: SankeyProps): ReactNode {
  const optionOf = useCallback((isDark: boolean) => sankeyOption(flows, isDark), [flows])
  return <div ref={useEcharts(optionOf)} className="chart sankey" role="img" aria-label={label} />
}
