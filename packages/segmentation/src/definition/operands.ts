// Held by packages/segmentation/src/program/program.test.ts

import { PATH_OPS } from '@weir/contracts'
import type { Op, PathOp } from '@weir/contracts'

/**
 * Operands of compiled rules by the type that their operator takes. The schema has looked at rules
 * that come in; of a stored one that does not fit, the error says so before an event is looked at.
 */

/** @throws RangeError */
export function textOperand(operand: unknown): string {
  return typeof operand === 'string' ? operand : refuse('a text')
}

/** @throws RangeError */
export function numberOperand(operand: unknown): number {
  return typeof operand === 'number' ? operand : refuse('a number')
}

/** @throws RangeError */
export function listOperand(operand: unknown): readonly unknown[] {
  return Array.isArray(operand) ? operand : refuse('a list')
}

/** @throws RangeError */
export function rangeOperand(operand: unknown): [low: number, high: number] {
  const [low, high] = listOperand(operand)
  return [numberOperand(low), numberOperand(high)]
}

/** @throws RangeError */
export function pathOperator(op: Op): PathOp {
  return PATH_OPS.find((own) => own === op) ?? refuse('another path')
}

function refuse(wanted: string): never {
  throw new RangeError(`a rule with an operand that is not ${wanted}`)
}
