import t from 'tap'
import { credentials, openFakeRegistry, SOFIA } from '../support/fake-registry.ts'

const fake = await openFakeRegistry()
const { app, get, post } = fake
const client = fake.client('premium')

const NASTY = ['', ' ', '%', '%zz', '%00', '%0d%0aset-cookie:%20a=b', '..', '%2e%2e%2f', '__proto__', 'constructor',
  'toString', '[]', '{}', '[object Object]', 'null', 'undefined', 'NaN', '-1', '1e999', '%f0%9f%92%a9', '%ed%a0%80',
  '%ff%fe', '%3Cscript%3E', '%22%27', '%E2%80%AE', 'a'.repeat(8000), '//evil.example', 'https://evil.example',
  'javascript:alert(1)', 'http://127.0.0.1%5C@evil.example', '&=&=&', '?', '#', ';', '+', SOFIA]

t.test('no parameter of leg one crashes it or leads away', async (t) => {
  const cookie = await fake.cookie()
  for (const name of ['client_id', 'response_type', 'scope', 'redirect_uri', 'state', 'nonce', 'prompt', 'max_age', 'email',
    'orcid', 'lang', '__proto__', 'redirect_uri[]', '']) {
    for (const value of NASTY) {
      const path = `${fake.authorizePath(client, name === '' ? {} : { [name]: '' })}&${name}=${value}`
      const signIn = path.replace('/oauth/authorize', '/signin')
      for (const answer of [
        await get(path), await get(path, { cookie }), await post(path, 'decision=allow', { cookie }), await get(signIn),
        await post(signIn, `orcid=${value}`), await post(path, `decision=allow&scope=${value}`, { cookie })
      ]) {
        const location = String(answer.headers.location ?? '')
        const isHome = /^$|^https:\/\/app\.example\.org\/callback[?#]|^http:\/\/127\.0\.0\.1:9797\//.test(location)
        if (answer.statusCode >= 500 || !isHome) t.fail(`${name}=${value}: ${answer.statusCode} ${location}`)
      }
    }
  }
  t.pass('every answer stayed below 500 and at home')
})

t.test('no parameter of leg two crashes it', async (t) => {
  const usual = { ...credentials(client), grant_type: 'authorization_code', code: 'abc123', token: 'x', refresh_token: 'x' }
  for (const grant of ['authorization_code', 'refresh_token', 'client_credentials', '']) {
    for (const name of ['client_id', 'client_secret', 'code', 'refresh_token', 'redirect_uri', 'scope', 'token', '__proto__']) {
      for (const value of NASTY) {
        const form = new URLSearchParams({ ...usual, grant_type: grant })
        form.delete(name)
        for (const path of ['/oauth/token', '/oauth/revoke', '/oauth/userinfo']) {
          const answer = await post(path, `${form}&${name}=${value}`, { authorization: name === 'token' ? value : '' })
          if (answer.statusCode >= 500) t.fail(`${path} ${name}=${value}: ${answer.statusCode} ${answer.body}`)
        }
      }
    }
  }
  t.pass('every answer stayed below 500')
})

t.test('no path, header or body of leg three crashes it', async (t) => {
  for (const value of NASTY) {
    for (const path of [`/v3.0/${value}`, `/v3.0/${SOFIA}/${value}`, `/api/v3.0/${value}/${value}?access_token=${value}`]) {
      const answer = await get(path, { accept: value, authorization: `Bearer ${value}`, cookie: value })
      if (answer.statusCode >= 500) t.fail(`${path}: ${answer.statusCode} ${answer.body}`)
    }
    for (const path of ['/oauth/token', '/oauth/userinfo', '/signin', '/oauth/authorize']) {
      const answer = await post(path, value, { 'content-type': value })
      if (answer.statusCode >= 500) t.fail(`${path} as ${value}: ${answer.statusCode} ${answer.body}`)
    }
  }
  const large = await post('/signin', 'orcid=' + 'x'.repeat(2_000_000))
  t.equal(large.statusCode, 413)
  t.equal((await app.inject({ method: 'DELETE', url: '/oauth/revoke' })).statusCode, 404)
})
