/** Of how few persons a segment shows no figures, by its number; 0 of all others. */
export type PersonFloors = (segment: number) => number

/** The floors of these segments (numbers to ids) as they are now. */
export type FloorsOf = (segments: ReadonlyMap<number, string>) => Promise<PersonFloors>

/** What an answer that tells no segments apart has. */
export const NO_FLOORS: PersonFloors = () => 0
