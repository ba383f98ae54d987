import { WeirError } from '@weir/contracts'
import { WarehouseError } from '@weir/warehouse'
import type { Limits, Params, Warehouse } from '@weir/warehouse'
import { z } from 'zod'

/**
 * Reading the warehouse as the reports do: rows checked against a schema, limits on everything,
 * failures in the caller's words.
 */
export interface ReportReader {
  /**
   * @throws WeirError unavailable when the warehouse is away; invalid_field when the question is
   *   too large for the limits.
   */
  rows<T>(query: { text: string; params: Params }, row: z.ZodType<T>, limits?: Partial<Limits>): Promise<T[]>
}

/** What one report may cost. */
const LIMITS: Limits = { maxSeconds: 30, maxRows: 100_000 }

export function createReportReader(warehouse: Warehouse): ReportReader {
  return {
    async rows(query, row, limits = {}) {
      const found = await warehouse.query(query.text, query.params, { ...LIMITS, ...limits }).catch((error: unknown) => {
        throw inOurWords(error)
      })
      return z.array(row).parse(found)
    },
  }
}

function inOurWords(error: unknown): unknown {
  if (!(error instanceof WarehouseError)) return error
  if (error.fault === 'outage')
    return new WeirError('unavailable', 'the warehouse does not answer at present; try again later', { cause: error })
  if (error.fault === 'limit')
    return new WeirError(
      'invalid_field',
      'this asks for too much at once: take a shorter range, fewer groups, or a simpler rule',
      {
        cause: error,
      },
    )
  return error
}
