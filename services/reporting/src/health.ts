/** One thing that has to work. `detail` is for the operator and shows no secret. */
export interface Check {
  name: string
  ok: boolean
  detail?: string
}

/** `live`: this process works at all. `ready`: it and what it needs can serve requests now. */
export interface Health {
  live(): Check[]
  ready(): Promise<Check[]>
}
