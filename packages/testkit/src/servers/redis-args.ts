/** Where a Redis server listens and writes, and when it writes through to disk. */
export interface RedisPlace {
  port: number
  /** The address to listen on. */
  listenOn: string
  folder: string
  fsync: 'always' | 'everysec'
}

/** A server whose log is all that it keeps. @param more settings beyond these. */
export function redisArgs({ port, listenOn, folder, fsync }: RedisPlace, more: Record<string, string> = {}): string[] {
  const settings: Record<string, string> = {
    port: `${port}`,
    bind: listenOn,
    'protected-mode': 'no',
    dir: folder,
    appendonly: 'yes',
    appendfsync: fsync,
    save: '',
    ...more,
  }
  return Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value])
}

/**
 * A script of the shell that removes a transaction without its end from the log in a folder. The
 * server itself would not run it, but leave it there, and run it at the start after that together
 * with the one behind it (Redis up to 8, Valkey up to 9.0).
 */
export function repairScript(folder: string): string {
  return `yes | redis-check-aof --fix "$(ls '${folder}'/appendonlydir/*.manifest)"`
}
