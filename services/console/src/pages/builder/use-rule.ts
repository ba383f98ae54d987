import type { Condition } from '@weir/contracts'
import { useCallback, useState } from 'react'
import { parsedRule } from '../../rule/parse.ts'

/**
 * The rule that is being built. The address has it, too, so that it survives a reload and can be
 * handed on.
 * @param fromAddress what the address said at first. @param toAddress writes it there.
 */
export function useRule(
  fromAddress: string | undefined,
  otherwise: Condition,
  toAddress: (rule: string) => void,
): [Condition, (rule: Condition | undefined) => void] {
  const [rule, setRule] = useState(() => (fromAddress === undefined ? otherwise : (parsedRule(fromAddress) ?? otherwise)))
  const change = useCallback(
    (next: Condition | undefined) => {
      if (next === undefined) return
      setRule(next)
      toAddress(JSON.stringify(next))
    },
    [toAddress],
  )
  return [rule, change]
}
