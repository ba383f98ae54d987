import { describe, expect, test } from 'vitest'
import { timeReader } from './times.ts'

describe('times of a file', () => {
  test.each([
    ['iso', '2019-10-01', '2019-10-01T00:00:00.000Z'],
    ['iso', '2019-10-01 08:30:15', '2019-10-01T08:30:15.000Z'],
    ['iso', '2019-10-01T08:30:15.25Z', '2019-10-01T08:30:15.250Z'],
    ['iso', '2019-10-01T08:30+02:00', '2019-10-01T06:30:00.000Z'],
    ['iso', '2019-10-01T08:30:15,5-0330', '2019-10-01T12:00:15.500Z'],
    ['unix', '1569918615', '2019-10-01T08:30:15.000Z'],
    ['unix', '1569918615.125', '2019-10-01T08:30:15.125Z'],
    ['unix_ms', '1569918615125', '2019-10-01T08:30:15.125Z'],
    ['unix_us', '1569918615125999', '2019-10-01T08:30:15.126Z'],
    ['yyyymmdd', '19970101', '1997-01-01T00:00:00.000Z'],
    ['yyyymmddhhmiss', '19970101235958', '1997-01-01T23:59:58.000Z'],
    ['dd.mm.yyyy hh:mi', '1.2.1997 7:05', '1997-02-01T07:05:00.000Z'],
    ['mm/dd/yyyy', '12/31/2017', '2017-12-31T00:00:00.000Z'],
    ['yyyy-mm-dd hh:mi:ss UTC', '2019-10-01 00:00:04 UTC', '2019-10-01T00:00:04.000Z'],
  ])('%s reads %s', (format, text, expected) => {
    expect(new Date(timeReader(format)(text) ?? Number.NaN).toISOString()).toBe(expected)
  })

  test.each([
    ['iso', '2019-02-30'],
    ['iso', '01.10.2019'],
    ['iso', '2019-10-01T25:00:00Z'],
    ['iso', ''],
    ['unix', '2019-10-01'],
    ['yyyymmdd', '19971301'],
    ['yyyymmdd', '1997010'],
    ['yyyymmdd', '19970229'],
    ['dd.mm.yyyy hh:mi', '01.02.1997 24:00'],
    ['mm/dd/yyyy', '31/12/2017'],
  ])('%s does not read "%s"', (format, text) => {
    expect(timeReader(format)(text)).toBeUndefined()
  })

  test.each(['yyyy', 'unixtime', 'ddmmyy', 'yyyymmdd yyyy'])('%s is no format', (format) => {
    expect(() => timeReader(format)).toThrow(RangeError)
  })
})
