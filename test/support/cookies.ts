// Set-Cookie lines, one for each rule of a browser. Chromium and the robot must make the same of them.

/** One cookie for each rule; the name says which. */
export const COOKIES = [
  'strict=1; SameSite=Strict; Path=/', 'lax=1; SameSite=Lax; Path=/', 'bare=1; Path=/', 'odd=1; SameSite=Odd; Path=/',
  'none-secure=1; SameSite=None; Secure; Path=/', 'none-insecure=1; SameSite=None; Path=/', 'secure=1; Secure; Path=/',
  'http-only=1; HttpOnly; Path=/', 'domain=1; Domain=app.example; Path=/', 'dotted=1; Domain=.APP.example; Path=/',
  'suffix=1; Domain=example; Path=/', 'foreign=1; Domain=other.example; Path=/', 'address=1; Domain=127.0.0.1; Path=/', 'local=1; Domain=localhost; Path=/',
  '__Host-good=1; Secure; Path=/', '__Host-domain=1; Secure; Path=/; Domain=app.example', '__Host-deep=1; Secure; Path=/me',
  '__Host-pathless=1; Secure', '__Host-insecure=1; Path=/', '__host-lower=1; Path=/', '__Secure-good=1; Secure; Path=/',
  '__Secure-insecure=1; Path=/', '__SECURE-upper=1; Path=/', '=__Host-nameless; Path=/', 'nameless; Path=/',
  'callback=1; Path=/callback', 'me=1; Path=/me', 'slash=1; Path=/me/', 'relative=1; Path=me', 'default=1',
  'gone=1; Max-Age=0; Path=/', 'negative=1; Max-Age=-1; Path=/', 'past=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Path=/',
  'future=1; Expires=Fri, 01 Jan 2100 00:00:00 GMT; Path=/', 'long=1; Max-Age=900; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Path=/',
  'mistyped=1; Max-Age=soon; Path=/', 'empty=; Path=/', 'twice=1; Path=/', 'twice=2; Path=/',
  `fits=${'x'.repeat(4091)}; Path=/big`, `bloated=${'x'.repeat(4090)}; Path=/big`, 'kept=1; Path=/'
]
