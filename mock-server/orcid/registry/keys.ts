// The one key every mock signs with, published here with its private half so that nobody comes to trust it.
import type { CryptoKey, JWK } from 'jose'
import type { Behaviour } from '../../options/behaviour/behaviour.ts'

/** Names the key in the JWKS and in id_tokens; ORCID's own start with `production-` or `sandbox-`. */
export const KEY_ID = 'fake-orcid-org-publishedkeyfortestsonly00000000'

/** Both halves of the key, as a JWK. */
export const PRIVATE_KEY: JWK & { e: string, n: string } = {
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

let imported: Promise<CryptoKey> | undefined

async function importPrivateKey (): Promise<CryptoKey> {
  // jose costs more to load than the mock to start, and a test without openid never needs it.
  const { importJWK } = await import('jose')
  return await importJWK(PRIVATE_KEY, 'RS256') as CryptoKey
}

/** The private key, imported once per process, at the first id_token. */
export async function signingKey (): Promise<CryptoKey> {
  imported ??= importPrivateKey()
  return await imported
}

/** The JWKS: one RSA key and compact, as orcid.org serves it; `alg` is left out unless the behaviour has it. */
export function renderJwks ({ jwksAlg }: Behaviour): string {
  const { e, n } = PRIVATE_KEY
  const alg = jwksAlg === 'present' ? { alg: 'RS256' } : {}
  return JSON.stringify({ keys: [{ kty: 'RSA', e, use: 'sig', kid: KEY_ID, ...alg, n }] })
}
