import { CurrencyCode, ExchangeRates, ExchangeRatesInput, WeirError } from '@weir/contracts'
import { z } from 'zod'
import type { App } from '../shared/app.ts'
import type { ReportingDeps } from '../shared/deps.ts'

const Params = z.strictObject({ from: CurrencyCode, to: CurrencyCode })

const HELP = `Rates of exchange by day, which a report takes that is asked for in one currency (currency=EUR). Put again they replace all days of the pair.
No rate is made up: neither the inverse of the other direction, nor that of the day before.`

/** The rates of exchange that the user supplies. */
export function exchangeRateRoutes(app: App, { config }: ReportingDeps): void {
  const find = (pair: { from: string; to: string }): ExchangeRates => {
    const rates = config.exchangeRates().get(`${pair.from}/${pair.to}`)
    if (!rates) throw new WeirError('not_found', 'there are no rates of this pair')
    return rates
  }
  const about = { tags: ['reports'] }

  app.put(
    '/v1/exchange-rates/:from/:to',
    {
      config: { scope: 'admin' },
      schema: {
        ...about,
        summary: 'Supply rates of exchange',
        description: HELP,
        params: Params,
        body: ExchangeRatesInput,
        response: { 200: ExchangeRates },
      },
    },
    async ({ params, body }) => {
      if (params.from === params.to) {
        const faults = [{ path: 'to', message: 'must be another currency than the first' }]
        throw new WeirError('invalid_field', 'the pair has faults', { faults })
      }
      await config.put(`exchange-rates:${params.from}/${params.to}`, body)
      return find(params)
    },
  )
  app.get(
    '/v1/exchange-rates/:from/:to',
    {
      config: { scope: 'read' },
      schema: { ...about, summary: 'Rates of one pair', params: Params, response: { 200: ExchangeRates } },
    },
    async ({ params }) => find(params),
  )
  app.get(
    '/v1/exchange-rates',
    {
      config: { scope: 'read' },
      schema: { ...about, summary: 'All rates of exchange', response: { 200: z.object({ pairs: z.array(ExchangeRates) }) } },
    },
    async () => ({ pairs: [...config.exchangeRates().values()] }),
  )
  app.delete(
    '/v1/exchange-rates/:from/:to',
    {
      config: { scope: 'admin' },
      schema: { ...about, summary: 'Forget the rates of a pair', params: Params, response: { 204: z.null() } },
    },
    async ({ params }, reply) => {
      find(params)
      await config.put(`exchange-rates:${params.from}/${params.to}`, undefined)
      return reply.code(204).send(null)
    },
  )
}
