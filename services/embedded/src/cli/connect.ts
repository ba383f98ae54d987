import { createApiClient } from './client.ts'
import type { ApiClient } from './client.ts'
import { textFlag } from './command.ts'
import type { Arguments } from './command.ts'
import { readClientConfig } from './config.ts'
import { UsageError } from './usage-error.ts'

/** The service that the flags or the environment name. @throws UsageError without a key. */
export function connect(args: Arguments): ApiClient {
  const { url, ingestUrl, key } = readClientConfig({ url: textFlag(args, 'url'), key: textFlag(args, 'key') })
  for (const one of [url, ingestUrl])
    if (!URL.canParse(one)) throw new UsageError(`"${one}" is no URL; expected one such as http://127.0.0.1:8080`)
  if (key === undefined)
    throw new UsageError('a key is needed: give it with --key or in WEIR_KEY (the first admin key is printed at the first start)')
  return createApiClient(url, key, ingestUrl)
}
