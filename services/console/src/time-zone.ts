/** The time zone in which days and instants are shown. */
export const TIME_ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone
