import { fit, oneHot, columnsOfPeople, predict, qualityOf } from '@weir/scoring'
import type { FeatureColumns } from '@weir/scoring'
import { describe, expect, it } from 'vitest'
import { readSharedCsv } from './shared-data.ts'

/** IBM's sample of customers, of whom some left. It has no dates, so parts are drawn by number. */
const customers = readSharedCsv('data/telco-churn/telco_churn.csv.gz')
const NUMBERS = ['tenure', 'MonthlyCharges', 'TotalCharges']
const labels = Uint8Array.from(customers, (row) => (row['Churn'] === 'Yes' ? 1 : 0))

function columnsOf(): FeatureColumns {
  const texts = Object.keys(customers[0]!).filter((name) => !['customerID', 'Churn', ...NUMBERS].includes(name))
  return [
    // A blank is not known, and no zero.
    ...NUMBERS.map((name) => Float64Array.from(customers, (row) => (row[name]!.trim() === '' ? Number.NaN : Number(row[name])))),
    ...texts.flatMap((name) => oneHot(customers.map((row) => row[name]!)).map(({ column }) => column)),
  ]
}

describe('who will leave', () => {
  it('is said as well as others say it, and comes true as often as said', () => {
    const columns = columnsOf()
    expect(columns[2]!.filter((value) => Number.isNaN(value))).toHaveLength(11)
    const chances = new Float64Array(labels.length)
    const partOf = (i: number): number => (i * 7_919) % 5
    for (let part = 0; part < 5; part++) {
      const those = (test: (own: number) => boolean): Uint32Array =>
        Uint32Array.from([...labels.keys()].filter((i) => test(partOf(i))))
      const [first, second, third] = [
        those((own) => own !== part && own !== (part + 1) % 5),
        those((own) => own === (part + 1) % 5),
        those((own) => own === part),
      ]
      const examples = (people: Uint32Array) => ({
        columns: columnsOfPeople(columns, people),
        labels: Uint8Array.from(people, (i) => labels[i]!),
      })
      const model = fit(examples(first), examples(second))
      for (const [n, chance] of predict(model, columnsOfPeople(columns, third)).entries()) chances[third[n]!] = chance
    }
    const { curve: _, ...quality } = qualityOf(chances, labels)
    console.log(`churn of ${quality.people} customers: ${JSON.stringify(quality)}`)
    expect(quality.auc).toBeGreaterThanOrEqual(0.84)
    expect(quality.liftAtTenth).toBeGreaterThanOrEqual(2.8)
    expect(quality.brier).toBeLessThanOrEqual(0.14)
    expect(quality.calibrationError).toBeLessThan(0.03)
  })
})
