/**
 * Servers that are there already: `WEIR_TEST_KAFKA=host:port,host:port`,
 * `WEIR_TEST_CLICKHOUSE=http://user:password@host:port/database`. Undefined when the variable is
 * not set.
 */
export function givenAddresses(
  variable: 'WEIR_TEST_KAFKA' | 'WEIR_TEST_REDIS' | 'WEIR_TEST_REDIS_CLUSTER' | 'WEIR_TEST_CLICKHOUSE',
): string[] | undefined {
  const addresses = (process.env[variable] ?? '').split(',').filter((address) => address !== '')
  return addresses.length > 0 ? addresses : undefined
}
