/** The ids of a list in an address, each once. */
export const listedIds = (text: string | undefined): string[] => [...new Set((text ?? '').split(',').filter((id) => id !== ''))]
