/** A lock goes with its page, also where that crashes. Browsers have them on pages over https and of this machine only. */
const locks = () => globalThis.navigator?.locks as LockManager | undefined;
const PREFIX = "penstock.tab/";

/** Marks a tab as open, until the result is called or its page is gone. */
export function markOpen(key: string): () => void {
  let close = () => {};
  const closed = new Promise<void>((resolve) => (close = resolve));
  void locks()
    ?.request(PREFIX + key, () => closed)
    .catch(() => {});
  return close;
}

/** The tabs of this browser that are marked as open; none where it does not know of them. */
export async function openTabs(): Promise<Set<string>> {
  const held = (await locks()?.query())?.held ?? [];
  return new Set(
    held.flatMap(({ name }) => (name?.startsWith(PREFIX) ? [name.slice(PREFIX.length)] : [])),
  );
}
