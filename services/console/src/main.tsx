// The console: segments, people, reports and sources, to look at and to click on.
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import '@mantine/core/styles.css'
import './styles/theme.css'
import './styles/shell.css'
import './styles/parts.css'
import { Console } from './app.tsx'

const root = document.getElementById('root')
if (root) {
  createRoot(root).render(
    <StrictMode>
      <Console />
    </StrictMode>,
  )
}
