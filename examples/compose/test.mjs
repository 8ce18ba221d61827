// A test in a container of its own: the login of the app, a person at ORCID's pages, and the app's callback.
import assert from 'node:assert/strict'

const { APP, CONTROL, TOKEN } = process.env

/** Waits until the app listens. */
async function reach (url, tries = 50) {
  try {
    return await fetch(url, { redirect: 'manual' })
  } catch (error) {
    if (tries === 0) throw error
    await new Promise((resolve) => { setTimeout(resolve, 200) })
    return await reach(url, tries - 1)
  }
}

const control = async (path, body) => {
  const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' }
  return await (await fetch(CONTROL + path, { method: 'POST', headers, body: JSON.stringify(body) })).json()
}

const away = await reach(`${APP}/login/orcid`)
const { location } = await control('/authorize', { url: away.headers.get('location'), as: 'ada' })
// The address of the app for this container, where the browser's would be localhost.
const { pathname, search } = new URL(location)
const cookie = away.headers.getSetCookie().map((one) => one.split(';', 1)[0]).join('; ')
const back = await fetch(APP + pathname + search, { headers: { cookie } })
assert.deepEqual(await back.json(), { hello: 'Ada Lovelace' })
console.log('Ada Lovelace signed in')
