// SQL is built in the same way wherever there is some: the warehouse's own has it from here, too.
export { bind, EXACT_NUMBERS, instant, join, Sql, sql, withParameters } from '@weir/warehouse'
