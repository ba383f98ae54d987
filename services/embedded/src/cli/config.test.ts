import { expect, test } from 'vitest'
import { readClientConfig, userPath } from './config.ts'

test('flags win over the environment, which wins over the defaults', () => {
  expect(readClientConfig({}, { INIT_CWD: '/here' })).toEqual({
    url: 'http://127.0.0.1:8080',
    ingestUrl: 'http://127.0.0.1:8080',
    key: undefined,
    folder: '/here',
  })
  expect(readClientConfig({}, { WEIR_URL: 'http://a/', WEIR_KEY: '', WEIR_ADMIN_KEY: 'admin' })).toMatchObject({
    url: 'http://a',
    key: 'admin',
  })
  expect(readClientConfig({}, { WEIR_PORT: '9090' }).url).toBe('http://127.0.0.1:9090')
  expect(readClientConfig({ url: 'http://b', key: 'k' }, { WEIR_URL: 'http://a', WEIR_KEY: 'x' })).toMatchObject({
    url: 'http://b',
    key: 'k',
  })
})

test('paths are meant from where the user is', () => {
  expect(userPath('x.csv', { folder: '/here' })).toBe('/here/x.csv')
  expect(userPath('/abs/x.csv', { folder: '/here' })).toBe('/abs/x.csv')
})
