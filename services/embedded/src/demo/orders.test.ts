import { expect, test } from 'vitest'
import { eventsApiBody } from './bodies.ts'
import { countBuyers } from './figures.ts'
import { ordersOf } from './orders.ts'

const HEAD = '\uFEFF"Row ID","Order ID","Order Date","Customer ID","Product ID","Category","Product Name","Sales","Quantity"\n'
const row = (order: string, day: string, customer: string, sales: number, name = 'Desk'): string =>
  `1,"${order}",${day},"${customer}","P-1","Furniture","${name}",${sales},2\n`

test('lines become orders, with their sum and in the order of time', () => {
  const orders = ordersOf(
    HEAD +
      row('B', '2017-02-01', 'ann', 0.1) +
      row('A', '2017-01-31', 'bob', 5, 'Shelf, ""tall""') +
      row('B', '2017-02-01', 'ann', 0.2),
  )
  expect(orders.map(({ id, customer, value, lines }) => [id, customer, value, lines.length])).toEqual([
    ['A', 'bob', 5, 1],
    ['B', 'ann', 0.3, 2],
  ])
  expect(orders[0]?.lines[0]?.name).toBe('Shelf, "tall"')
  expect(eventsApiBody('shop', orders)).toMatchObject({
    event_source_id: 'shop',
    data: [
      {
        event: 'Purchase',
        event_id: 'A',
        event_time: 1485820800,
        user: { external_id: 'bob' },
        properties: { value: 5, contents: [{ price: 2.5, quantity: 2 }] },
      },
      { event_id: 'B' },
    ],
  })
})

test('windows are open at the far end and closed at the near one', () => {
  const orders = ordersOf(
    HEAD +
      row('A', '2017-01-01', 'ann', 1) +
      row('B', '2017-01-02', 'bob', 1) +
      row('C', '2017-01-31', 'cem', 1) +
      row('D', '2017-02-01', 'dan', 1),
  )
  expect(countBuyers(orders, Date.UTC(2017, 0, 31), 30)).toBe(2)
  expect(countBuyers(orders, Date.UTC(2017, 0, 31) - 1, 30)).toBe(2)
  expect(countBuyers(orders, Date.UTC(2017, 0, 31) - 1, 28)).toBe(0)
})
