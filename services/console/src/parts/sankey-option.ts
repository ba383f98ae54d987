/** How many people went from a place of one step to a place of the next. */
export interface Flow {
  /** From 1. */
  step: number
  from: string
  to: string
  people: number
}

const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#b8860b', '#56b4e9']

/** What ECharts draws: the same place has the same colour at every step. */
export function sankeyOption(flows: readonly Flow[], isDark: boolean): Record<string, unknown> {
  const ink = isDark ? '#e9ecef' : '#212529'
  const places = [...new Set(flows.flatMap(({ from, to }) => [from, to]))]
  const nodeOf = (step: number, place: string): string => `${step}. ${place}`
  const nodes = new Map(
    flows
      .flatMap(({ step, from, to }) => [
        { step, place: from },
        { step: step + 1, place: to },
      ])
      .map(({ step, place }) => [nodeOf(step, place), { step, place }]),
  )
  return {
    animation: false,
    tooltip: { renderMode: 'richText', confine: true },
    series: [
      {
        type: 'sankey',
        left: 8,
        right: 130,
        top: 12,
        bottom: 12,
        nodeGap: 14,
        draggable: false,
        label: { color: ink, width: 118, overflow: 'truncate', textBorderWidth: 0 },
        lineStyle: { color: 'source', opacity: isDark ? 0.45 : 0.3 },
        data: [...nodes].map(([name, { step, place }]) => ({
          name,
          depth: step - 1,
          itemStyle: { color: COLOURS[places.indexOf(place) % COLOURS.length], borderWidth: 0 },
        })),
        links: flows.map(({ step, from, to, people }) => ({
          source: nodeOf(step, from),
          target: nodeOf(step + 1, to),
          value: people,
        })),
      },
    ],
  }
}
