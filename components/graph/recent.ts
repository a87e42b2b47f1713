/** More documents than are ever drawn at once: a draft, a run, two that are compared, and what a gesture makes of them. */
const MOST = 8;

/**
 * What was worked out for the last few documents. A weak map would keep it for each that can still be undone to: half a
 * megabyte for every edit of a thousand steps.
 */
export function recent<Key extends object, Value>(): Pick<Map<Key, Value>, "get" | "set"> {
  const known = new Map<Key, Value>();
  return {
    get(key) {
      const value = known.get(key);
      if (value === undefined) return undefined;
      // The end of the map is what was asked for last.
      known.delete(key);
      known.set(key, value);
      return value;
    },
    set(key, value) {
      known.delete(key);
      if (known.size === MOST) known.delete(known.keys().next().value!);
      return known.set(key, value);
    },
  };
}
