// What a test does to the keys that sign id_tokens: it rotates or hides them, shows two, or signs with an unknown one.
import { lazyKeyPair, publicJwk, type Keys, type SigningKey } from '../orcid/registry/keys.ts'
import type { Drafts, IdTokenDraft } from '../orcid/registry/seam.ts'
import { createArmedList, type Armed, type MockUndo } from './arming.ts'

/** What a test may do to the keys of a mock. All of it acts on every client. */
export interface MockKeys {
  /** `kid` of the key that signs. */
  readonly kid: string
  /**
   * Replaces the key that signs. The old one leaves the JWKS with it, unless `keepOld` is true.
   * @default { keepOld: false }
   */
  readonly rotate: (options?: { readonly keepOld?: boolean }) => void
  /** Signs with a key that the JWKS does not have, under the name of the one it has. */
  readonly signWithRogue: () => MockUndo
  /** Shows two keys in the JWKS; the first one signs. */
  readonly showTwo: () => MockUndo
  /** Leaves `kid` out, in the JWKS and in id_tokens. */
  readonly hideNames: () => MockUndo
}

// PKCS #8, DER, Base64; published with its private half, and in no JWKS.
const ROGUE_KEY =
  'MIIEvgIBADANBgkqhkiG9w0BAQEFAASCBKgwggSkAgEAAoIBAQDGPnpfii93QNWCY7CrhHXOUY9QdbxRwUXahLaSfpHm25M5E47R' +
  'AEkFw/Hvy/CEbeuF6/m40TtvfWJomenUVHAsWgAGy44sYs3JIR30bRFqR69A2ExlhdMjnqgumf7hZtP5BpVrVVM/Ha8hjn9xDDm2' +
  'PFwVa/rTUA2tuelkp2YmRumvPeV7gb7/2T/xRVbEyeOlG23BWKOVoICpJ9Go1f47yptbcQUsM8xT6CjMGrbAxKMOM3wXWoBuwhvC' +
  'ZyRJpwBjh479xs7eliFGhijF1rteJuXSNJkrVRj3uffYj8HXnDI1S+Tn1dG8YYtO2/0hs6q57AuLOk7v3865zLZURJYPAgMBAAEC' +
  'ggEAB/Ozn6d1Ew0+Qz70oshIPuZ+cOb4GpNsYZ4udnA51L2frEX61fChzq18z421e6ppFVD0JXy1oEJsp3q/8E/NUHLZ7ZplN0jw' +
  'Z7EMG7whuD8yO6FgC32/L5XE0RSiovWb9o48xzaXERJsYppK9GHSVyy7vTiZ4HGxJ9y3gSNGN2holzFpFokCJmEcKwofdNUOC/94' +
  'hkFx0G2xP7+ewmvsD9awfmbJn7nohlNASFkkwy0nJSKYUk+3wUBsJ70DdrjvH2YRmlisvh2TBPtwl44r70FYlF2cnMuCRoEJb48D' +
  '4XrKc3O6uFwkkx3ghI9aOcHDWWtkQloxn2LNq0ewqi6pkQKBgQD8vdKCykK468//4uFSjVayAqynL1w74KeMlg/j/zS6XwzpAaAW' +
  'z41gv4WDGEPjFXKEmMGiN5hfvD4AxQqIE4Tz0pawop+qXBPDiAcS/AY4JS/NQt/vzsWi/AzSiA+71NT/WfnyJDBNsrgche3KoswJ' +
  'WgBsAcGUqC6r8okk9NUyKQKBgQDIzMk1Pyq4IDyY097/THqf2SfEw6vs28CHnCG7cdxonckX66G+FwpzmGigMxgG1aMcESYR4L76' +
  'fbe2uTjZ7KH4oeSv0fDiG1L44baAadYfNHMP0tVVA/vidzBBK3Nx6AeuZvUZikr9/PDCzQPzugjamZQCsmzkzBufUCzCXlK9dwKB' +
  'gGuabYudjTapvw6Ui5XX8vcqyFMNiNk9Vlg2c2GAf/RxD1AMjxnnF6v/Hlqn9A80TGNDnfzwaoEn5cXyHf+9P7eHCvz837lqJkfz' +
  'G//rKMKyol1jgW/Zuq8fXF4t63TushhdOFrtKVuLIXOTWaASG4hHtzJEtSQTTnuKcPU4/6OxAoGBAKn+BJEZatb6I5LWO0Eyw9Uz' +
  'iCFh7djVqUak/UGtAQVoHugrSYCeDPETo++LkdmnXzDRq8MS21tAtxjv8Zs8Y1sT44CdYSpqK3Ib098eunEsfAR3Xrdcag+tC6MA' +
  'X/mcj3QsIW9/zkD7s++WlLPvWLOHtPAbkWiZCwFyZJIgPDe9AoGBAOC7r+eLRpKhM2IsPLK6VVQ9OyCHDq4JS62uGfh3GBNaJsAM' +
  'oiUm2Pw5X1EAkf9TQwbMcA9OubZ8ibtIYI3SDBkOTfQerGBJPby88vGMY2pXyJcGaajHEb+56YynXuiz93OTLN70JItfRxmvJmdo' +
  'ImDrd60ziP4ztL02gL08/TVS'

const roguePair = lazyKeyPair(ROGUE_KEY)

export function rogueKey (kid: string): SigningKey {
  return { kid, pair: roguePair }
}

/** What a test does to the drafts that keys concern. */
interface KeyChange extends Armed {
  readonly jwks?: (draft: Drafts['jwks']) => void
  readonly token?: (draft: { readonly idToken: IdTokenDraft }) => void
}

export function hideKids ({ keys }: Drafts['jwks']): void {
  for (const key of keys) key['kid'] = undefined
}

export function createKeyChanges (keys: Keys) {
  const list = createArmedList<KeyChange>()
  const add = (change: Pick<KeyChange, 'jwks' | 'token'>): MockUndo =>
    list.add({ ...change, client: null, toSkip: 0, remaining: Infinity, fired: 0 })
  const handle: MockKeys = Object.freeze({
    get kid () { return keys.current().kid },
    rotate: ({ keepOld = false }: { readonly keepOld?: boolean } = {}) => { keys.rotate(keepOld) },
    signWithRogue: () => add({
      token: ({ idToken }) => { idToken.key = rogueKey(idToken.key.kid) }
    }),
    showTwo: () => {
      const second = { kid: `fake-orcid-org-${'second'.padEnd(32, '0')}`, pair: keys.next() }
      return add({ jwks: (draft) => { draft.keys.push(publicJwk(second)) } })
    },
    hideNames: () => add({
      jwks: hideKids,
      token: ({ idToken }) => { idToken.header['kid'] = undefined }
    })
  })
  const hidesNames = ({ jwks }: KeyChange): boolean => jwks === hideKids
  // Names are hidden last, so that a second key has none either.
  const changes = () => list.armed().toSorted((one, other) => Number(hidesNames(one)) - Number(hidesNames(other)))
  return {
    handle,
    amend<Kind extends keyof Drafts> (kind: Kind, draft: Drafts[Kind]) {
      // A token answer without an id_token has nothing that keys concern.
      if (kind === 'token' && (draft as Drafts['token']).idToken === null) return
      for (const change of changes()) {
        const act = change[kind as 'jwks' | 'token'] as ((draft: Drafts[Kind]) => void) | undefined
        if (act === undefined) continue
        act(draft)
        change.fired++
      }
    },
    reset: list.reset
  }
}
