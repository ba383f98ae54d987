/** The pages of the navigation, in its order. */
export const NAV_PAGES = [
  { id: 'home', to: '/' },
  { id: 'live', to: '/live' },
  { id: 'sources', to: '/sources' },
  { id: 'segments', to: '/segments' },
  { id: 'people', to: '/people' },
  { id: 'reports', to: '/reports' },
  { id: 'models', to: '/models' },
  { id: 'journeys', to: '/journeys' },
  { id: 'experiments', to: '/experiments' },
  { id: 'destinations', to: '/destinations' },
  { id: 'suppression', to: '/suppression-lists' },
  { id: 'settings', to: '/settings' },
] as const
