// What every process needs: time, logs, metrics, configuration, keys.
export * from './clock.ts'
export * from './config-view.ts'
export * from './keys.ts'
export * from './logger.ts'
export * from './metrics.ts'
