// Remembering without growing: a map that forgets its oldest entry when it is full.

export const CAPACITY = 1_000

/** Adds the youngest entry of a map; past {@link CAPACITY} the oldest is deleted and returned. */
export function remember<Key, Value> (map: Map<Key, Value>, key: Key, value: Value): Value | undefined {
  map.set(key, value)
  if (map.size <= CAPACITY) return undefined
  const oldest = map.keys().next().value as Key
  const forgotten = map.get(oldest)
  map.delete(oldest)
  return forgotten
}
