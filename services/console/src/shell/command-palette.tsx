import { Modal, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import type { KeyboardEvent, ReactNode } from 'react'
import { segmentsQuery } from '../api/queries.ts'
import { useLanguage } from '../texts/language.tsx'
import { NAV_PAGES } from './pages.ts'

const SHOWN_MAX = 12

interface Goal {
  id: string
  label: string
  go: () => Promise<void>
}

/** Pages and segments by their names, from the keyboard. */
export function CommandPalette({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }): ReactNode {
  const { texts } = useLanguage()
  const navigate = useNavigate()
  const [typed, setTyped] = useState('')
  const [chosen, setChosen] = useState(0)
  const { data: segments = [] } = useQuery({ ...segmentsQuery, enabled: isOpen })
  const goals = useMemo(() => {
    const all: Goal[] = [
      ...NAV_PAGES.map(({ id, to }) => ({ id, label: texts.pages[id], go: () => navigate({ to }) })),
      { id: 'new', label: texts.segments.create, go: () => navigate({ to: '/segments/new' }) },
      ...segments.map(({ id, name }) => ({
        id: `segment-${id}`,
        label: `${name} (${id})`,
        go: () => navigate({ to: '/segments/$id', params: { id } }),
      })),
    ]
    const wanted = typed.trim().toLowerCase()
    return all.filter(({ label }) => label.toLowerCase().includes(wanted)).slice(0, SHOWN_MAX)
  }, [segments, texts, typed, navigate])
  const close = (): void => {
    setTyped('')
    setChosen(0)
    onClose()
  }
  const take = (goal: Goal | undefined): void => {
    if (!goal) return
    void goal.go()
    close()
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step !== 0) {
      event.preventDefault()
      setChosen((chosen + step + goals.length) % Math.max(1, goals.length))
    } else if (event.key === 'Enter') take(goals[chosen])
  }
  return (
    <Modal opened={isOpen} onClose={close} title={texts.shell.palette} lockScroll={false} transitionProps={{ duration: 0 }}>
      <TextInput
        data-autofocus
        role="combobox"
        aria-expanded
        aria-controls="palette-options"
        aria-activedescendant={goals[chosen] ? `goal-${goals[chosen].id}` : undefined}
        aria-label={texts.shell.paletteHint}
        placeholder={texts.shell.paletteHint}
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value)
          setChosen(0)
        }}
        onKeyDown={onKeyDown}
      />
      <div role="listbox" id="palette-options" aria-label={texts.shell.palette} className="palette-list">
        {goals.map((goal, i) => (
          <div
            key={goal.id}
            id={`goal-${goal.id}`}
            role="option"
            aria-selected={i === chosen}
            className="palette-option"
            onClick={() => take(goal)}
          >
            {goal.label}
          </div>
        ))}
        {goals.length === 0 ? (
          <div className="dim" role="option" aria-selected={false}>
            {texts.shell.nothingFound}
          </div>
        ) : null}
      </div>
    </Modal>
  )
}
