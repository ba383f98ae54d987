/**
 * The engine's name for an IANA zone, or undefined. Offsets such as `+02:00` are no zones: they
 * know no summer time.
 */
export function zoneName(text: string): string | undefined {
  if (!/^[A-Za-z]/.test(text)) return undefined
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: text }).resolvedOptions().timeZone
  } catch {
    // The engine throws for what is no zone.
    return undefined
  }
}
