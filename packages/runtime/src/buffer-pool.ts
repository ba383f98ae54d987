/**
 * Node's own pieces of 8 KiB hold a handful of records, and to make one for each handful is a tenth
 * of the work of the fold.
 */
const POOL_BYTES = 64 * 1024

/**
 * Lets small buffers share larger pieces of memory, from here on. For processes of ours, which keep
 * few buffers for long: a piece lives as long as any buffer in it.
 */
export function shareLargerPool(): void {
  Buffer.poolSize = POOL_BYTES
}
