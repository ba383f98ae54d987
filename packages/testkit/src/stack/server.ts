import type { RunningServer } from './running.ts'

export type Remember = (running: RunningServer) => Promise<void>

export type ServerName = 'kafka' | 'redis' | 'clickhouse'

/** One of the servers that the stack has. */
export interface StackServer {
  name: ServerName
  /** For people. */
  label: string
  /** When nothing else is asked for. */
  defaultPort: number
  /**
   * Prepares its folder (which is there) and starts it. It stays when we end.
   * @param remember is given it as soon as it is begun, so that it is not forgotten when we are
   *   stopped before it is up.
   */
  start(folder: string, port: number, remember: Remember): Promise<RunningServer>
  /** What a process of Weir has to be told to use it. */
  settings(folder: string, port: number): Promise<Record<string, string>>
}
