import { useComputedColorScheme } from '@mantine/core'
import { init } from 'echarts/core'
import type { EChartsType } from 'echarts/core'
import { useEffect, useRef } from 'react'
import type { RefObject } from 'react'

/**
 * Draws into a frame, at its size and in the colours of the page.
 * @param optionOf what is drawn; kept by the caller while it is the same.
 */
export function useEcharts(optionOf: (isDark: boolean) => Record<string, unknown>): RefObject<HTMLDivElement | null> {
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
    chart.current?.setOption(optionOf(scheme === 'dark'), true)
  }, [optionOf, scheme])
  return frame
}
