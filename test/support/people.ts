// Many people: an iD for each number, with the check digit that ISO 7064 MOD 11-2 gives it.

export function orcidIdOf (who: number): string {
  const digits = `00000002${String(10_000_000 + who).slice(1)}`
  const total = [...digits].reduce((sum, digit) => (sum + Number(digit)) * 2, 0)
  const check = (12 - total % 11) % 11
  return `${digits}${check === 10 ? 'X' : check}`.replace(/(.{4})(?=.)/g, '$1-')
}
