// The keys that sign id_tokens. They are published here with their private halves, so that nobody comes to trust them.
import { createPrivateKey, createPublicKey, sign, type JsonWebKey, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'

/** A key pair and its `kid`; imported when it is first used. */
export interface SigningKey { readonly kid: string, readonly pair: KeyPair }

interface KeyPair { readonly privateKey: KeyObject, readonly publicJwk: { readonly e: string, readonly n: string } }

/** ORCID's own `kid` begins with `production-` or `sandbox-`. */
const FIRST_KID = 'fake-orcid-org-publishedkeyfortestsonly00000000'

const FIRST_KEY = {
  kty: 'RSA',
  e: 'AQAB',
  n: 'uve811kupFMJvQxX017P2Bgespfcuq9VLgIwcaXCHujNsFEeR20XIiQOEJumm5tqQDS2W9UHoE2OM3n9POJU0u1OU3A3c6b7' +
    'XNaQteOaV8GpsP0U6X2dNzzaWo98HVCFWsPqtXZJdmrT1cm5I3BEaneNFOgPIwfcRpy3oI7fwTHEU9CBigFC31rHZcplfhTH' +
    '2I37GRoFSzLuaiIF7Iy7uPwKwg9KLGWZ06KB19HLcXG7WLBhL_U8FALHORCxcWtLw7HIW4rMtdi6jbWut9Ya4SXYMz_wnmTV' +
    '5Wp50Ttis9lcdOx9D4xLzokCjBLFH2q-QdtDC4q2f4DYpr_liHCZaw',
  d: 'IEHbz9-wH2PAO2CkynACNgs7SJ7Q01iqvoxcJU9u5XxO-IuWSMZ2hkpoLs9b-F7g_wDZMZDYhvy6ewEiAt4dumJ88AJdXtPB' +
    'bGwMfYUuPNPJ3iJb-EjW1g_msFcvF7OrvlQs62_kDs0xjSIHkiitdRz5N1EuQ2H4zCn_uHDOA_uxmTQ0ttzb1XEZKMCR-iHR' +
    'Dn8CO3bZiIZKYTXGFIgFGK0wwfKQzUxDOtU0fkhDLe8DjQIX2iNos4BV3C_q3ZXPD-0pmaEaJ9vFoc2GZ8HQy9tnvWtZy6y1' +
    '3h_G_LFWBfq1t8QbeeR5FC_SJjzXHv-rofeio_QZJIhrTcmc8QhSsQ',
  p: '4PmoGblZiCQjOLPRXDtwwi16ouip5hn4pBIcydb005u6m9RQEhrYy_Qt4GIMny0QY23ikZLKsHkMrj6IHAQpsYVz3Wyj_-Po' +
    'Z231lbPBQD129JxJTco1U_Ly9t2UiIGLkT8DLxbuXQMkc4bCnqqQ-Jbp4tnfsV9L9al3l2RHk8k',
  q: '1MBLi8RkvfZPqALUUaCPQZdr_VIgLVWXxs_VEjEfVHrv2TltjyX4eNq2vA1Plqy0cm3bcaYxqH8_g33yLeyStcH73MmS1H8H' +
    'lqBBmT9ODhBsLPMzPZ-rhZiXOpS76ix9wQLtmdFndaar8AkSWvEKWFfj5ASvxb1jpMpR3aWdVZM',
  dp: 'a0nkRtBDyE8jlOj8UPXv4kp6D7LRQ3DjSKtymzct7rR3m9T2kovHFAzQzA82YbrF9AT1ZeMRUnOH_pjHpES_9W7lQJWM6H2x' +
    '2ZFw6wGciZxGXIUj2Ds0j2JvSBeHvEm7W3snc4-GAUl8WrPLoItLM6IUzCCHMzl1KiS1abdjAzE',
  dq: 'pPF5IKFg4Y4nb8DRz39F0bqN9NZJMByeEXtsXDBNc_fkIGvPrx3nJ_uZlO5U-CJpvBXD_ra05UfSfCWXL1es3tHIbQKynaDm' +
    'xzbz5NYZs_mzhJ4A6hPyrR8CkF5j2kgoLw4QHCMnrSVNREokOvGJ7bgmbM_dXtdYe5iII-mUs5U',
  qi: 'FNmr5JPXMvweo3OWusrGls5jZK_BaWzskSCso28dcLfuL9vdE5LFZEALqHOqdgDuJq6obDFJHQyN8J0e9cmkN-g4v6cGVRbm' +
    'X2xvTKjX3IUGHHMbTnsloU1GtOx-w4DaWiIsOwjvDbLxdUIX-onQLFJBKuVcL2AiN4GGRf08S5k'
}

// PKCS #8, DER, Base64.
const SPARE_KEY =
  'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQCP9Xw4/1VOoL3nVygJGGIdcU+FXRkaw+DyaphIBnt8vd2KPdhP' +
  '5L6NCTeP4ZfcKGtQ9GjuUzPlz72WOed0ehH1httJM2UdnS5peP0Oo11D5bhTMVFBm3yQ7NyYFsnShwdqrAFmj4hkiCVlNSy9XGGL' +
  '/vYKdAyK2LkFrcg7eTbjy8LPT2/0UTzoPQNBIDbrjPwCU4Uu0rybLibU3GdyqbaK2UR3pBQgIDXdI7To7rlf6p05V4ug93j4wLyv' +
  'HSNuXWSd5dicfLQW7nogi/ZpeQWve3snu7YbtZtAYXSKiGxGmxefF8auZmDFtmzKc9o3/s5pWGgwIQ1/eyRlB01LfbvjAgMBAAEC' +
  'ggEAAz5Op9CjEQe2c/gLRfZG20NTMbIyXJmmRW0EqPCVLR3B+x8uT+itEaXYyVlEXPzogPmDoYUmvIurSaO5yrRhutaXKdVngloG' +
  'O04bzLxymapJqtqH9fQVOAU4UmK1anHDpHfL+zDWIDT9afhT0ebpqBPOS0wuC28m7ut1DLTjVm4i43bXrsyZY6iCRyYt56BPJos1' +
  'e/bUMH4MojA5Nh8PHqHsU53cy/dKrzLEwx01EQ78NkMxgbCmFt55X0wnGP32lkMj/NXQ/XjH1Num66QuOpldDQl1szoJGPlRJmnd' +
  'sjBJvgjR/rqCyLKVyD9LBthn/zdMYKrIV4rtpS76RvUkYQKBgQDDwWzEfdjKQCdv6gHLEFUoSqhkkhbKwLDqWi/rK2Gku/Q8kNc6' +
  'dF9YYmxJPQwlUbD5lEMY10IHkfo99U9R8R4oRvSXIg2GF3ccBxMn6f3BTzVoKmZhF9MFAkuENGJHaQNG62wtSIfttDEMknwPlDLO' +
  'qQmzBNJMZj0zO0Ic/mDZKQKBgQC8Q0TzDRIvd66p0AaQjTFLCuP1eWfIXEq64KkPFdZ3JU7gi7p2r62uTHjiqQ2jpR4mwRS9mNIi' +
  'xYfxUhynBKT4lrKzsOirPKk7ZF20HAYmOxV+mnuJWczXuvjKNWjL7dycYWRJ4UoHNQfswy1Zan3NML8wnrvOqQUOrlftm/1yKwKB' +
  'gCZlr2cPZFGvqcyq8vUY3AtOMZ+ghDX6+/jL/fA8DygX8f1bT8xYfUdB7wmintpHHtalvU+HEZ2YhaRXlNp22DqASIPImyx9N9DY' +
  'lmpS3IJpfglTn8dVu/+UhqmE+O4W7ByiGxL60ibPHHvh09HeeOTOhWeG/5UazNBaxEoZn3eZAoGADnJHBzOYkqXndEZvSoZbIvwJ' +
  '9BtF2H0kiuSUdIDjfS8St25hd5wRgs+Bczsvvb/86VJlqgrhDSQFQ4Jein5zvlOqENnhcMpt3g3cluaTnjloc9ec5TRL4L4LO1EP' +
  '4p41EJb0oCq2iIkMO6HaiAMA9k7oTO3RUZFsvuyn+KbAsxMCgYEAwYa7OeKMa3gvtfgS1aHFLGxJwsDLaBqUxemsQ+t4C8vt2ECi' +
  '3xo73JC5leKjy0z09lCLL8nQ8fBumIlJasW9SPlgZt5DKJ0PyQcOUKLUX4Xx2/x8fJqsDHG2c4Y4mmZpkKffruVlajVvOq1qdVJG' +
  'MMhKNi738PyWXz8lUAk/d5U='

/** A key pair that is imported once per process, when it is first used: a test without openid never needs one. */
export function lazyKeyPair (encoded: string | JsonWebKey): KeyPair {
  let privateKey: KeyObject | undefined
  let publicJwk: JsonWebKey | undefined = typeof encoded === 'string' ? undefined : encoded
  return {
    get privateKey () {
      privateKey ??= typeof encoded === 'string'
        ? createPrivateKey({ key: Buffer.from(encoded, 'base64'), format: 'der', type: 'pkcs8' })
        : createPrivateKey({ key: encoded, format: 'jwk' })
      return privateKey
    },
    get publicJwk () {
      publicJwk ??= createPublicKey(this.privateKey).export({ format: 'jwk' })
      return publicJwk as { e: string, n: string }
    }
  }
}

const first = lazyKeyPair(FIRST_KEY)
const spare = lazyKeyPair(SPARE_KEY)

/** Which key signs, and which are published. */
export interface Keys {
  readonly current: () => SigningKey
  /** The current one first. */
  readonly published: () => readonly SigningKey[]
  /** Replaces the current key; the old one stays published if `keepOld` is true. */
  readonly rotate: (keepOld: boolean) => void
  /** The key that the next rotation would change to. */
  readonly next: () => KeyPair
  readonly reset: () => void
}

export function createKeys (): Keys {
  let rotations = 0
  let current: SigningKey = { kid: FIRST_KID, pair: first }
  let old: readonly SigningKey[] = []
  const next = (): KeyPair => rotations % 2 === 0 ? spare : first
  return {
    current: () => current,
    published: () => [current, ...old],
    next,
    rotate: (keepOld) => {
      if (keepOld) old = [current, ...old]
      // Each rotation changes to the other of two pairs, under a kid that has never been used.
      current = { kid: `fake-orcid-org-${`rotated${rotations + 1}`.padEnd(32, '0')}`, pair: next() }
      rotations++
    },
    reset: () => {
      rotations = 0
      current = { kid: FIRST_KID, pair: first }
      old = []
    }
  }
}

/** The public half of a key as orcid.org serves it: without `alg`. */
export function publicJwk ({ kid, pair }: SigningKey): Record<string, unknown> {
  const { e, n } = pair.publicJwk
  return { kty: 'RSA', e, use: 'sig', kid, n }
}

const signAsync = promisify<string, Buffer, KeyObject, Buffer>(sign)

export async function signRs256 (input: Buffer, { pair }: SigningKey): Promise<Buffer> {
  return await signAsync('sha256', input, pair.privateKey)
}
