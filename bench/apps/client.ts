// What every app that is compared is registered with.
export const clientId = 'APP-0123456789ABCDEF'
export const clientSecret = 'secret-of-the-benchmark'
export const loginPath = '/login/orcid'
export const callbackPath = '/login/orcid/callback'
export const redirectUri = `http://127.0.0.1:3000${callbackPath}`
