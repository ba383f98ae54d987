import type { ReactNode } from 'react'
import { useLanguage } from '../texts/language.tsx'
import { shareAlong } from './effect-scale.ts'

interface EffectBarProps {
  relative: { low: number; high: number }
  value: number
  reach: number
  clear: 'better' | 'worse' | 'open'
}

const WIDTH = 240
const HEIGHT = 26

/** An interval about a change; the dashed line is no change. The same numbers stand beside it. */
export function EffectBar({ relative, value, reach, clear }: EffectBarProps): ReactNode {
  const { texts } = useLanguage()
  const at = (change: number): number => shareAlong(change, reach) * WIDTH
  const [from, to] = [at(relative.low), at(relative.high)]
  const isCut = relative.low < -reach || relative.high > reach
  return (
    <svg className={`effect-bar effect-${clear}`} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden>
      {isCut ? <title>{texts.experiments.cut}</title> : null}
      <line x1={0} x2={WIDTH} y1={HEIGHT / 2} y2={HEIGHT / 2} className="effect-axis" />
      <rect x={from} width={Math.max(2, to - from)} y={7} height={12} rx={3} fill="currentColor" opacity={0.35} />
      {relative.low < -reach ? <path d={`M 6 8 L 0 13 L 6 18 Z`} fill="currentColor" /> : null}
      {relative.high > reach ? <path d={`M ${WIDTH - 6} 8 L ${WIDTH} 13 L ${WIDTH - 6} 18 Z`} fill="currentColor" /> : null}
      <line x1={WIDTH / 2} x2={WIDTH / 2} y1={1} y2={HEIGHT - 1} className="effect-zero" />
      <rect x={at(value) - 1.5} width={3} y={3} height={20} rx={1.5} fill="currentColor" />
    </svg>
  )
}
