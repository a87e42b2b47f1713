/** Words that no variable may be called, and names that the generated code uses itself. */
const TAKEN = new Set(
  (
    "abstract any arguments as async await boolean break case catch class const continue debugger declare default delete " +
    "do else enum eval export extends false finally for from function get if implements import in infer instanceof " +
    "interface is keyof let module namespace never new null number object of package private protected public readonly " +
    "require return satisfies set static string super switch symbol this throw true try type typeof undefined unique " +
    "unknown using var void while with yield " +
    "params startedBy input activities answers item index items run error failure results globalThis Promise Object " +
    "Array Number String Boolean Date Math Map Set JSON Error Infinity NaN process console " +
    "proxyActivities executeChild CancellationScope isCancellation fact numberOf flagOf decide factsOf present " +
    "tolerate together listenForAnswers overItems pick textOf endingOf metaOf ending workflowInfo Params Input Result Listing Waiting " +
    "ArtifactRef RunEnding inChild executeChild workflowId Given"
  ).split(" "),
);

/** `age_in_years`, `age-in-years` → `ageInYears`. Always an identifier. */
export function camelCase(name: string): string {
  const words = name.split(/[^A-Za-z0-9]+/).filter(Boolean);
  const joined = words
    .map((word, index) =>
      index === 0 ? word[0]!.toLowerCase() + word.slice(1) : word[0]!.toUpperCase() + word.slice(1),
    )
    .join("");
  return /^[A-Za-z]/.test(joined) ? joined : `_${joined}`;
}

/** Gives out names, each once. */
export class Names {
  private readonly taken: Set<string>;
  constructor(taken: Iterable<string> = []) {
    this.taken = new Set([...TAKEN, ...taken]);
  }

  /** The name itself as an identifier, with `suffix` or a number where it is taken. */
  give(name: string, suffix = "Step"): string {
    const wanted = camelCase(name);
    let free = wanted;
    for (let n = 1; this.taken.has(free); n++)
      free = n === 1 ? `${wanted}${suffix}` : `${wanted}${suffix}${n}`;
    this.taken.add(free);
    return free;
  }
}
