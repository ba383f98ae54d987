import { setTimeout as sleep } from 'node:timers/promises'
import { print } from '../print.ts'
import type { ApiClient } from './client.ts'
import { textFlag } from './command.ts'
import type { CliCommand } from './command.ts'
import { connect } from './connect.ts'
import { startProgress } from './progress.ts'
import { percent, table, whole } from './table.ts'
import { UsageError } from './usage-error.ts'

/** The answer of `GET /v1/models/{id}`, as far as it is shown. */
export interface ShownModel {
  id: string
  horizon: string
  state: string
  progress: number
  reason: string | null
  version: number
  card: {
    kind: string
    people: { share: number; judged: number; positives: number; cold: number }
    auc: number
    average_precision: number
    brier: number
    calibration_error: number
    lift: number[]
    importance: { feature: string; value: number }[]
    stability: { score: number }
    leak: { alarm: boolean; reasons: string[] }
  } | null
  published: { version: number; at: string; people: number; retracted: number } | null
}

const LOOK_MS = 500
const SHOWN_FEATURES = 10
const USAGE = 'expected: models list, models show ID, or models train ID --event NAME --horizon SPAN'

export const modelsCommand: CliCommand = {
  usage: 'models list | show ID | train ID --event NAME --horizon SPAN',
  help: 'models of what people will do: train one and wait for it, or see how good it is',
  options: [
    ['--event NAME', 'train: the event that it says the chance of'],
    ['--horizon SPAN', 'train: within which time, such as 7d'],
    ['--lookback SPAN', 'train: how far back it looks (90d)'],
  ],
  parse: { event: { type: 'string' }, horizon: { type: 'string' }, lookback: { type: 'string' } },
  async run(args) {
    const [verb, id, ...rest] = args.positionals
    if (rest.length > 0) throw new UsageError(USAGE)
    if (verb === 'list' && id === undefined) {
      const { models } = await connect(args).json<{ models: ShownModel[] }>('GET', '/v1/models')
      print(listOf(models))
      return 0
    }
    if (id === undefined) throw new UsageError(USAGE)
    const path = `/v1/models/${encodeURIComponent(id)}`
    if (verb === 'show') {
      print(cardText(await connect(args).json<ShownModel>('GET', path)))
      return 0
    }
    const [event, horizon, lookback] = ['event', 'horizon', 'lookback'].map((name) => textFlag(args, name))
    if (verb !== 'train' || event === undefined || horizon === undefined) throw new UsageError(USAGE)
    const client = connect(args)
    await client.json('POST', `${path}/train`, {
      conversion: { name: event },
      horizon,
      ...(lookback !== undefined && { lookback }),
    })
    const model = await waitFor(client, path)
    print(cardText(model))
    return model.state === 'done' ? 0 : 1
  },
}

async function waitFor(client: ApiClient, path: string): Promise<ShownModel> {
  const line = startProgress('training', 1)
  try {
    for (;;) {
      const model = await client.json<ShownModel>('GET', path)
      if (model.state === 'done' || model.state === 'failed') return model
      line.update(model.progress, model.state)
      await sleep(LOOK_MS)
    }
  } finally {
    line.stop()
  }
}

function listOf(models: readonly ShownModel[]): string {
  const rows = models.map(({ id, horizon, state, version, card, published }) => [
    id,
    horizon,
    state,
    String(version),
    card ? card.auc.toFixed(3) : '–',
    whole(published?.people),
  ])
  const right = true
  return table(
    [
      { head: 'model' },
      { head: 'horizon' },
      { head: 'state' },
      { head: 'version', right },
      { head: 'AUC', right },
      { head: 'people', right },
    ],
    rows,
  )
}

/** What is known of a model, for people. */
export function cardText({ id, state, progress, reason, version, card, published }: ShownModel): string {
  const doing = state === 'done' || state === 'failed' ? state : `${state}, ${Math.round(progress * 100)} %`
  const head = [`${id}: ${doing}${reason === null ? '' : ` (${reason})`}`]
  if (published)
    head.push(
      `version ${published.version} is published since ${published.at}: ${whole(published.people)} people, ${whole(published.retracted)} scores taken back`,
    )
  if (!card) return head.join('\n')
  const { people, leak } = card
  const figures = [
    ['version', `${version} (${card.kind})`],
    ['judged by', `${whole(people.judged)} people, of whom ${whole(people.positives)} did it; ${percent(people.cold)} were cold`],
    ['looked at', `${percent(people.share)} of the people`],
    ['AUC', card.auc.toFixed(3)],
    ['precision-recall', card.average_precision.toFixed(3)],
    ['Brier', card.brier.toFixed(4)],
    ['calibration error', card.calibration_error.toFixed(4)],
    ['lift of the best tenth', (card.lift[0] ?? 1).toFixed(2)],
    ['stability (PSI)', card.stability.score.toFixed(3)],
    ['leak alarm', leak.alarm ? leak.reasons.join('; ') : 'none'],
  ]
  const important = card.importance.slice(0, SHOWN_FEATURES).map(({ feature, value }) => [feature, value.toFixed(4)])
  return [
    ...head,
    '',
    table([{ head: 'figure' }, { head: 'value' }], figures),
    '',
    table([{ head: 'feature' }, { head: 'AUC lost without it', right: true }], important),
  ].join('\n')
}
