// The keys that sign id_tokens. They are published here with their private halves, so that nobody comes to trust them.
import { createPrivateKey, createPublicKey, sign, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'

export interface SigningKey { readonly kid: string, readonly pair: { readonly privateKey: KeyObject } }

// ORCID's own `kid` begins with `production-` or `sandbox-`.
const FIRST_KID = 'fake-orcid-org-publishedkeyfortestsonly00000000'

// Both keys are PKCS #8, DER, Base64.
const FIRST_KEY =
  'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC697zXWS6kUwm9DFfTXs/YGB6yl9y6r1UuAjBxpcIe6M2wUR5HbRci' +
  'JA4Qm6abm2pANLZb1QegTY4zef084lTS7U5TcDdzpvtc1pC145pXwamw/RTpfZ03PNpaj3wdUIVaw+q1dkl2atPVybkjcERqd40U6A8j' +
  'B9xGnLegjt/BMcRT0IGKAULfWsdlymV+FMfYjfsZGgVLMu5qIgXsjLu4/ArCD0osZZnTooHX0ctxcbtYsGEv9TwUAsc5ELFxa0vDschb' +
  'isy12LqNta631hrhJdgzP/CeZNXlannRO2Kz2Vx07H0PjEvOiQKMEsUfar5B20MLirZ/gNimv+WIcJlrAgMBAAECggEAIEHbz9+wH2PA' +
  'O2CkynACNgs7SJ7Q01iqvoxcJU9u5XxO+IuWSMZ2hkpoLs9b+F7g/wDZMZDYhvy6ewEiAt4dumJ88AJdXtPBbGwMfYUuPNPJ3iJb+EjW' +
  '1g/msFcvF7OrvlQs62/kDs0xjSIHkiitdRz5N1EuQ2H4zCn/uHDOA/uxmTQ0ttzb1XEZKMCR+iHRDn8CO3bZiIZKYTXGFIgFGK0wwfKQ' +
  'zUxDOtU0fkhDLe8DjQIX2iNos4BV3C/q3ZXPD+0pmaEaJ9vFoc2GZ8HQy9tnvWtZy6y13h/G/LFWBfq1t8QbeeR5FC/SJjzXHv+rofei' +
  'o/QZJIhrTcmc8QhSsQKBgQDg+agZuVmIJCM4s9FcO3DCLXqi6KnmGfikEhzJ1vTTm7qb1FASGtjL9C3gYgyfLRBjbeKRksqweQyuPogc' +
  'BCmxhXPdbKP/4+hnbfWVs8FAPXb0nElNyjVT8vL23ZSIgYuRPwMvFu5dAyRzhsKeqpD4luni2d+xX0v1qXeXZEeTyQKBgQDUwEuLxGS9' +
  '9k+oAtRRoI9Bl2v9UiAtVZfGz9USMR9Ueu/ZOW2PJfh42ra8DU+WrLRybdtxpjGofz+DffIt7JK1wfvcyZLUfweWoEGZP04OEGws8zM9' +
  'n6uFmJc6lLvqLH3BAu2Z0Wd1pqvwCRJa8QpYV+PkBK/FvWOkylHdpZ1VkwKBgGtJ5EbQQ8hPI5To/FD17+JKeg+y0UNw40ircps3Le60' +
  'd5vU9pKLxxQM0MwPNmG6xfQE9WXjEVJzh/6Yx6REv/Vu5UCVjOh9sdmRcOsBnImcRlyFI9g7NI9ib0gXh7xJu1t7J3OPhgFJfFqzy6CL' +
  'SzOiFMwghzM5dSoktWm3YwMxAoGBAKTxeSChYOGOJ2/A0c9/RdG6jfTWSTAcnhF7bFwwTXP35CBrz68d5yf7mZTuVPgiabwVw/62tOVH' +
  '0nwlly9XrN7RyG0Csp2g5sc28+TWGbP5s4SeAOoT8q0fApBeY9pIKC8OEBwjJ60lTURKJDrxie24JmzP3V7XWHuYiCPplLOVAoGAFNmr' +
  '5JPXMvweo3OWusrGls5jZK/BaWzskSCso28dcLfuL9vdE5LFZEALqHOqdgDuJq6obDFJHQyN8J0e9cmkN+g4v6cGVRbmX2xvTKjX3IUG' +
  'HHMbTnsloU1GtOx+w4DaWiIsOwjvDbLxdUIX+onQLFJBKuVcL2AiN4GGRf08S5k='

const SPARE_KEY =
  'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQCP9Xw4/1VOoL3nVygJGGIdcU+FXRkaw+DyaphIBnt8vd2KPdhP5L6N' +
  'CTeP4ZfcKGtQ9GjuUzPlz72WOed0ehH1httJM2UdnS5peP0Oo11D5bhTMVFBm3yQ7NyYFsnShwdqrAFmj4hkiCVlNSy9XGGL/vYKdAyK' +
  '2LkFrcg7eTbjy8LPT2/0UTzoPQNBIDbrjPwCU4Uu0rybLibU3GdyqbaK2UR3pBQgIDXdI7To7rlf6p05V4ug93j4wLyvHSNuXWSd5dic' +
  'fLQW7nogi/ZpeQWve3snu7YbtZtAYXSKiGxGmxefF8auZmDFtmzKc9o3/s5pWGgwIQ1/eyRlB01LfbvjAgMBAAECggEAAz5Op9CjEQe2' +
  'c/gLRfZG20NTMbIyXJmmRW0EqPCVLR3B+x8uT+itEaXYyVlEXPzogPmDoYUmvIurSaO5yrRhutaXKdVngloGO04bzLxymapJqtqH9fQV' +
  'OAU4UmK1anHDpHfL+zDWIDT9afhT0ebpqBPOS0wuC28m7ut1DLTjVm4i43bXrsyZY6iCRyYt56BPJos1e/bUMH4MojA5Nh8PHqHsU53c' +
  'y/dKrzLEwx01EQ78NkMxgbCmFt55X0wnGP32lkMj/NXQ/XjH1Num66QuOpldDQl1szoJGPlRJmndsjBJvgjR/rqCyLKVyD9LBthn/zdM' +
  'YKrIV4rtpS76RvUkYQKBgQDDwWzEfdjKQCdv6gHLEFUoSqhkkhbKwLDqWi/rK2Gku/Q8kNc6dF9YYmxJPQwlUbD5lEMY10IHkfo99U9R' +
  '8R4oRvSXIg2GF3ccBxMn6f3BTzVoKmZhF9MFAkuENGJHaQNG62wtSIfttDEMknwPlDLOqQmzBNJMZj0zO0Ic/mDZKQKBgQC8Q0TzDRIv' +
  'd66p0AaQjTFLCuP1eWfIXEq64KkPFdZ3JU7gi7p2r62uTHjiqQ2jpR4mwRS9mNIixYfxUhynBKT4lrKzsOirPKk7ZF20HAYmOxV+mnuJ' +
  'WczXuvjKNWjL7dycYWRJ4UoHNQfswy1Zan3NML8wnrvOqQUOrlftm/1yKwKBgCZlr2cPZFGvqcyq8vUY3AtOMZ+ghDX6+/jL/fA8DygX' +
  '8f1bT8xYfUdB7wmintpHHtalvU+HEZ2YhaRXlNp22DqASIPImyx9N9DYlmpS3IJpfglTn8dVu/+UhqmE+O4W7ByiGxL60ibPHHvh09He' +
  'eOTOhWeG/5UazNBaxEoZn3eZAoGADnJHBzOYkqXndEZvSoZbIvwJ9BtF2H0kiuSUdIDjfS8St25hd5wRgs+Bczsvvb/86VJlqgrhDSQF' +
  'Q4Jein5zvlOqENnhcMpt3g3cluaTnjloc9ec5TRL4L4LO1EP4p41EJb0oCq2iIkMO6HaiAMA9k7oTO3RUZFsvuyn+KbAsxMCgYEAwYa7' +
  'OeKMa3gvtfgS1aHFLGxJwsDLaBqUxemsQ+t4C8vt2ECi3xo73JC5leKjy0z09lCLL8nQ8fBumIlJasW9SPlgZt5DKJ0PyQcOUKLUX4Xx' +
  '2/x8fJqsDHG2c4Y4mmZpkKffruVlajVvOq1qdVJGMMhKNi738PyWXz8lUAk/d5U='

/** A key pair that is imported once per process, when it is first used: a test without openid never needs one. */
export function lazyKeyPair (pkcs8: string): SigningKey['pair'] {
  let privateKey: KeyObject | undefined
  return {
    get privateKey () {
      privateKey ??= createPrivateKey({ key: Buffer.from(pkcs8, 'base64'), format: 'der', type: 'pkcs8' })
      return privateKey
    }
  }
}

const first = lazyKeyPair(FIRST_KEY)
const spare = lazyKeyPair(SPARE_KEY)

export type Keys = Readonly<ReturnType<typeof createKeys>>

/** How often the key was replaced, and which of the old ones are still published, by the number of their rotation. */
export interface SavedKeys { readonly rotations: number, readonly old: readonly number[] }

// Each rotation changes to the other of two pairs, under a kid that has never been used.
function keyOf (rotation: number): SigningKey {
  const kid = rotation === 0 ? FIRST_KID : `fake-orcid-org-${`rotated${rotation}`.padEnd(32, '0')}`
  return { kid, pair: rotation % 2 === 0 ? first : spare }
}

export function createKeys () {
  const usual: SavedKeys = { rotations: 0, old: [] }
  let state = usual
  return {
    current: () => keyOf(state.rotations),
    /** The current one first. */
    published: () => [state.rotations, ...state.old].map(keyOf),
    /** The key pair of the next rotation. */
    next: () => keyOf(state.rotations + 1).pair,
    rotate: (keepOld: boolean) => {
      const { rotations, old } = state
      state = { rotations: rotations + 1, old: keepOld ? [rotations, ...old] : old }
    },
    reset: () => { state = usual },
    /** Null if the key was never replaced. */
    save: (): SavedKeys | null => state.rotations === 0 ? null : state,
    load: (saved: SavedKeys | null) => { state = saved ?? usual }
  }
}

/** The public half of a key as orcid.org serves it: without `alg`. */
export function publicJwk ({ kid, pair }: SigningKey): Record<string, unknown> {
  const { e, n } = createPublicKey(pair.privateKey).export({ format: 'jwk' })
  return { kty: 'RSA', e, use: 'sig', kid, n }
}

const signAsync = promisify<string, Buffer, KeyObject, Buffer>(sign)

export async function signRs256 (input: Buffer, { pair }: SigningKey): Promise<Buffer> {
  return await signAsync('sha256', input, pair.privateKey)
}
