// Two more keys, published like the first with their private halves: one to rotate to, one of nobody's.

/** What keys are rotated to and back from: PKCS #8, DER, Base64. */
export const SPARE_KEY =
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

/** What a forger signs with: the same. It is in no JWKS. */
export const ROGUE_KEY =
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
