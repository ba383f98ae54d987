import { getContainerRuntimeClient } from 'testcontainers'

let found: Promise<boolean> | undefined

/** Whether a Docker engine answers; asked once. */
export function dockerIsThere(): Promise<boolean> {
  return (found ??= getContainerRuntimeClient().then(
    () => true,
    () => false,
  ))
}
