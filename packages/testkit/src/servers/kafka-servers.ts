/** A Kafka cluster for one test file: `await using kafka = await startKafka()`. */
export interface KafkaServers extends AsyncDisposable {
  /** `host:port` of each broker. */
  readonly bootstrap: string[]
  /** Where they keep their data, when that is on this machine. */
  readonly folder?: string
  /**
   * Ends a broker (from 0) as a power cut would, with SIGKILL.
   * @throws Error for servers that were not started here.
   */
  kill(broker: number): Promise<void>
  /** Starts a killed broker again on its old data, and waits until it takes connections. */
  restart(broker: number): Promise<void>
  stop(): Promise<void>
}
