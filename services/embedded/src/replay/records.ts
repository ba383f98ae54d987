/** One row or line of a file: its values by column. */
export interface FileRecord {
  /** Line of the file at which it ends, from 1. */
  line: number
  values: Readonly<Record<string, unknown>>
  /** Why the record cannot be used as it stands. */
  fault?: string
}

/** What a file holds. `columns` is undefined where every record has its own (NDJSON). */
export interface OpenFile {
  layout: 'csv' | 'ndjson' | 'text'
  columns: string[] | undefined
  records: AsyncIterable<FileRecord>
}
