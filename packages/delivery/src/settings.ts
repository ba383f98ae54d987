import type { DeliverySourceInput } from '@weir/contracts'

/** How one import is read: what its source says, and who reads it when. */
export interface ReadSettings extends Omit<DeliverySourceInput, 'name' | 'pull'> {
  source: string
  /** When, as ClickHouse writes it. */
  importedAt: string
  /** Greater than that of any import before. */
  version: number
}

/** What is wrong with a row, and where. The message never quotes the row. */
export interface RowFault {
  /** From 1. Of a document of several lines: that at which it begins. */
  line: number
  /** The field, or where it stands in a document. */
  path: string
  message: string
}
