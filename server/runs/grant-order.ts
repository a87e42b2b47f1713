/** Runs or steps that wait in line for keys. */
export interface WaitingClaim {
  runId: string;
  node: string;
  item: string;
  /** Who hears of it; null for a run that nobody waits for. */
  workflowId: string | null;
  keys: { key: string; limit: number }[];
}

/** A slot that is held by what a claim is a part of: the run it belongs to, the step that started that run, and so on. */
export interface HeldAround {
  slot: string;
  key: string;
}

/**
 * Which of the claims may have their slots now; each that may takes its room from those after it.
 *
 * What a claim is a part of waits for it, and its slots do not stand in the way: else a pipeline with one run at a time
 * that runs itself, or a step whose child needs its own concurrency key, would wait for ever. Where several hold what the
 * others' parts need, and nobody can go on, the first of them may, so that the rest can follow.
 * @param claims in the order in which they came
 * @param held how many hold each key now
 */
export function mayBegin(
  claims: readonly WaitingClaim[],
  held: ReadonlyMap<string, number>,
  around: ReadonlyMap<WaitingClaim, readonly HeldAround[]>,
): WaitingClaim[] {
  const taken = new Map(held);
  const count = (key: string) => taken.get(key) ?? 0;
  const isFull = (claim: WaitingClaim, { key, limit }: { key: string; limit: number }) => {
    const own = around.get(claim)?.filter((one) => one.key === key).length ?? 0;
    return count(key) - own >= limit;
  };
  const granted: WaitingClaim[] = [];
  let stuck: WaitingClaim[] = [];
  for (const claim of claims) {
    if (!claim.keys.some((one) => isFull(claim, one))) {
      granted.push(claim);
      for (const { key } of claim.keys) taken.set(key, count(key) + 1);
    } else if (around.has(claim)) stuck.push(claim);
  }
  for (;;) {
    const holders = new Map<string, Set<string>>();
    for (const claim of stuck)
      for (const { key, slot } of around.get(claim)!)
        holders.set(key, (holders.get(key) ?? new Set()).add(slot));
    // Those for whom all that hold a key wait for others that are stuck.
    const still = stuck.filter((claim) =>
      claim.keys.some((one) => isFull(claim, one) && holders.get(one.key)?.size === count(one.key)),
    );
    if (still.length === stuck.length) return [...granted, ...stuck.slice(0, 1)];
    stuck = still;
  }
}
