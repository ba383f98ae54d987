import { Button } from '@mantine/core'
import { createLink } from '@tanstack/react-router'
import type { AnchorHTMLAttributes, ReactNode, Ref } from 'react'

interface AnchorButtonProps extends Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'style' | 'color'> {
  variant?: 'filled' | 'default' | 'light' | 'subtle'
  size?: 'xs' | 'sm' | 'compact-xs' | 'compact-sm'
  ref?: Ref<HTMLAnchorElement>
}

function AnchorButton({ children, ...props }: AnchorButtonProps): ReactNode {
  return (
    <Button component="a" {...props}>
      {children}
    </Button>
  )
}

/** A link that looks like a button. */
export const LinkButton = createLink(AnchorButton)
