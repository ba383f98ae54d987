import type { ReactNode } from 'react'

const WIDTH = 120
const HEIGHT = 34

/** A line without axes; what is not told leaves a gap. */
export function Sparkline({ values, label }: { values: readonly (number | null)[]; label: string }): ReactNode {
  const most = Math.max(1, ...values.map((value) => value ?? 0))
  const at = (value: number, i: number): string => {
    const x = values.length < 2 ? 0 : (i / (values.length - 1)) * WIDTH
    return `${x.toFixed(1)} ${(HEIGHT - 2 - (value / most) * (HEIGHT - 4)).toFixed(1)}`
  }
  const path = values.map((value, i) => (value === null ? '' : `${i === 0 || values[i - 1] === null ? 'M' : 'L'}${at(value, i)}`))
  return (
    <svg className="spark" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={label}>
      <path d={path.join('')} fill="none" stroke="var(--console-accent)" strokeWidth="1.5" vectorEffect="non-scaling-stroke" />
    </svg>
  )
}
