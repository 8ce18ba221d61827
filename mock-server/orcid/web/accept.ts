// The media ranges of an Accept header, by preference (RFC 9110 §12.5.1).

function quality (range: string): number {
  return Number(/;\s*q=([\d.]+)/i.exec(range)?.[1] ?? 1)
}

/** The media ranges in lower case, the preferred ones first, without those that are refused. */
export function rangesIn (accept: string): string[] {
  return accept.split(',').filter((range) => quality(range) > 0)
    .toSorted((one, other) => quality(other) - quality(one))
    .map((range) => (range.split(';', 1)[0] as string).trim().toLowerCase())
}
