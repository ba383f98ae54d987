import { ClickHouseError } from '@clickhouse/client'
import { describe, expect, it } from 'vitest'
import { toWarehouseError } from './errors.ts'

const answered = (code: string, type: string): ClickHouseError => new ClickHouseError({ message: 'm', code, type })
const socket = (code: string): Error => Object.assign(new Error('socket hang up'), { code })

describe('toWarehouseError', () => {
  it('says whose fault it is', () => {
    expect(toWarehouseError(answered('117', 'INCORRECT_DATA'), true)).toMatchObject({
      fault: 'data',
      retryable: false,
      outcomeUnknown: false,
    })
    expect(toWarehouseError(answered('159', 'TIMEOUT_EXCEEDED'), false)).toMatchObject({ fault: 'limit', outcomeUnknown: false })
    expect(toWarehouseError(answered('168', 'TOO_BIG_AST'), false)).toMatchObject({ fault: 'limit' })
    expect(toWarehouseError(answered('252', 'TOO_MANY_PARTS'), true)).toMatchObject({
      fault: 'outage',
      retryable: true,
      outcomeUnknown: true,
    })
    expect(toWarehouseError(answered('60', 'UNKNOWN_TABLE'), false)).toMatchObject({ fault: 'statement', code: 'UNKNOWN_TABLE' })
  })

  it('knows what cannot have been sent', () => {
    expect(toWarehouseError(socket('ECONNREFUSED'), true)).toMatchObject({
      fault: 'outage',
      outcomeUnknown: false,
      code: 'ECONNREFUSED',
    })
    expect(toWarehouseError(new AggregateError([socket('ECONNREFUSED')]), true)).toMatchObject({ outcomeUnknown: false })
    expect(toWarehouseError(socket('ECONNRESET'), true)).toMatchObject({ fault: 'outage', outcomeUnknown: true })
    expect(toWarehouseError(new Error('The user aborted a request.'), true)).toMatchObject({
      code: 'ABORTED',
      outcomeUnknown: true,
    })
    expect(toWarehouseError(socket('ECONNRESET'), false)).toMatchObject({ outcomeUnknown: false })
  })
})
