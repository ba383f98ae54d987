import type { z } from 'zod'

/**
 * Where a complaint belongs, dotted: an unknown field of a rule is reported against the object that
 * holds it, and named beside it.
 */
export function issuePlace(issue: z.core.$ZodIssue): string {
  const field: unknown = issue.code === 'custom' ? issue.params?.['field'] : undefined
  return [...issue.path, ...(typeof field === 'string' ? [field] : [])].map(String).join('.')
}
