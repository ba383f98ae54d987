import { DamageError } from '@weir/contracts'

/**
 * Looks at the spool before it is opened.
 * @param lookAt says what is damaged in the spool's own log; undefined for nothing.
 * @throws DamageError that says what is damaged and the way back.
 */
export async function spoolMustBeWhole(folder: string, lookAt: (folder: string) => Promise<string | undefined>): Promise<void> {
  const what = await lookAt(folder)
  if (what === undefined) return
  throw new DamageError(
    `the spool is damaged:\n  ${what}\n` +
      `It held hits that were accepted while Kafka was away, and that Kafka may not have yet. ` +
      `Restore ${folder} from a backup, or move it away and start again: what waited in it is lost then, and no more.`,
  )
}
