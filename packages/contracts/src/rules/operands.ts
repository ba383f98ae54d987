import { OPS, isPathOperand } from '../selector.ts'
import { nearestOf } from './nearest.ts'
import { operatorMeant } from './operators.ts'
import { show } from './show.ts'

/** What to add where an operator is none. */
export function hintOnOperator(given: unknown): string {
  if (typeof given !== 'string') return ''
  const meant = operatorMeant(given) ?? nearestOf(given, OPS)
  return meant === undefined ? '' : `; did you mean "${meant}"?`
}

/**
 * What to add where an operand does not fit its operator: of a test on events `{ path, op, value
 * }`, or of a trait.
 */
export function hintOnOperand(test: Readonly<Record<string, unknown>>): string {
  const op = typeof test['op'] === 'string' ? test['op'] : OPS.find((own) => own in test)
  const field = 'op' in test ? 'value' : String(op)
  const meant = operandFor(String(op), test[field])
  return meant === undefined
    ? ''
    : `; did you mean ${meant.op === op ? `${field}: ${show(meant.value)}` : asTest(meant, 'op' in test)}?`
}

function asTest({ op, value }: { op: string; value: unknown }, isWhere: boolean): string {
  return isWhere ? `op: "${op}"${value === undefined ? '' : `, value: ${show(value)}`}` : `${op}: ${show(value ?? true)}`
}

function operandFor(op: string, value: unknown): { op: string; value: unknown } | undefined {
  if (isPathOperand(value)) return { op: 'eq', value }
  const isNumeric = typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value))
  if (['gt', 'gte', 'lt', 'lte'].includes(op)) {
    if (isNumeric) return { op, value: Number(value) }
    return typeof value === 'string' ? { op: op.startsWith('g') ? 'after' : 'before', value: '2024-05-01' } : undefined
  }
  if (op === 'in' || op === 'not_in') return Array.isArray(value) || value === undefined ? undefined : { op, value: [value] }
  if ((op === 'eq' || op === 'ne') && Array.isArray(value)) return { op: op === 'eq' ? 'in' : 'not_in', value }
  if (op === 'between') return { op, value: [10, 20] }
  if (op === 'contains' || op === 'starts_with')
    return { op, value: typeof value === 'number' || typeof value === 'boolean' ? String(value) : 'text' }
  if (op === 'before' || op === 'after') return { op, value: '2024-05-01' }
  if (op === 'exists' || op === 'not_exists')
    return value === false ? { op: op === 'exists' ? 'not_exists' : 'exists', value: undefined } : undefined
  return undefined
}
