/** What is in mine, less what theirs removed, and what theirs added at the end; `stays` keeps one in spite of theirs. */
export function mergeSets<Item>(
  [base, mine, theirs]: readonly [readonly Item[], readonly Item[], readonly Item[]],
  key: (item: Item) => string,
  stays: (item: Item) => boolean,
): { merged: Item[]; added: Item[]; removed: Item[] } {
  const [before, here, there] = [base, mine, theirs].map((items) => new Set(items.map(key)));
  const removed = mine.filter(
    (item) => before!.has(key(item)) && !there!.has(key(item)) && !stays(item),
  );
  const added = theirs.filter((item) => !before!.has(key(item)) && !here!.has(key(item)));
  return { merged: [...mine.filter((item) => !removed.includes(item)), ...added], added, removed };
}

/** The kept keys in the order of whoever changed it (mine if both did); what only the other has stands behind its neighbour. */
export function mergeOrder(
  [base, mine, theirs]: readonly [readonly string[], readonly string[], readonly string[]],
  kept: ReadonlySet<string>,
): string[] {
  const [lead, other] = inOrderOf(base, mine) ? [theirs, mine] : [mine, theirs];
  const order = lead.filter((key) => kept.has(key));
  const present = new Set(order);
  let at = 0;
  for (const key of other) {
    if (present.has(key)) at = order.indexOf(key) + 1;
    else if (kept.has(key)) order.splice(at++, 0, key);
  }
  return order;
}

/** Whether what both have stands in the same order. */
function inOrderOf(base: readonly string[], list: readonly string[]): boolean {
  const [before, now] = [new Set(base), new Set(list)];
  const common = base.filter((key) => now.has(key));
  return list.filter((key) => before.has(key)).every((key, index) => key === common[index]);
}
