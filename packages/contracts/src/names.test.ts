import { describe, expect, test } from 'vitest'
import { STANDARD_EVENTS, standardNameMeant } from './names.ts'

describe('the standard event that a name is probably meant to be', () => {
  test.each([
    ['Purchse', 'Purchase'],
    ['Purchases', 'Purchase'],
    ['purchase', 'Purchase'],
    ['PURCHASE', 'Purchase'],
    ['completepayment', 'Purchase'],
    ['Complete Payment', 'Purchase'],
    ['add_to_cart', 'AddToCart'],
    ['Add To Cart', 'AddToCart'],
    ['AddtoCart', 'AddToCart'],
    ['ViewContents', 'ViewContent'],
    ['InitiateCheckOut', 'InitiateCheckout'],
    ['Initiate-Checkout', 'InitiateCheckout'],
    ['Leed', 'Lead'],
    ['CompleteRegistraton', 'CompleteRegistration'],
    ['ad_impression', 'AdImpression'],
    ['page_view', 'Pageview'],
  ])('%s: %s', (name, meant) => {
    expect(standardNameMeant(name)).toBe(meant)
  })

  test.each([...STANDARD_EVENTS, 'CompletePayment', 'SubmitForm', 'PageView', 'pageview'])('%s is one', (name) => {
    expect(standardNameMeant(name)).toBeUndefined()
  })

  test.each(['NewsletterOpened', 'level_up', 'Refund', 'Sale', 'x', '', 'a'.repeat(300), 'Bought a chair'])(
    '%j is like none',
    (name) => {
      expect(standardNameMeant(name)).toBeUndefined()
    },
  )
})
