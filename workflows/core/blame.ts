import { changedLeaves, pathText } from "./diff.ts";

/** Who set a field last, as the number of the state in which they did, and what it was before. */
export interface Blamed {
  path: string;
  value: unknown;
  before: unknown;
  state: number;
}

export interface PartBlame {
  /** The state in which it came in. */
  added: number;
  /** Of all fields that are set now, the youngest change first. */
  fields: Blamed[];
  /** Fields that were set once and are not any more. */
  unset: Blamed[];
}

/**
 * Who set what, of something that stood in some of a row of states, oldest first (undefined: not there). Null when the last
 * state has it not. What went and came back counts from when it came back.
 */
export function blamePart(states: readonly (object | undefined)[]): PartBlame | null {
  if (states.at(-1) === undefined) return null;
  const added = states.lastIndexOf(undefined) + 1;
  const known = new Map<string, Blamed>();
  for (let state = added; state < states.length; state++) {
    const earlier = state === added ? {} : states[state - 1];
    for (const { keys, before, after } of changedLeaves(earlier, states[state])) {
      const path = pathText(keys);
      // What was set as a whole and is now set part by part, or the other way round, is told by its new fields.
      for (const other of known.keys())
        if (other.startsWith(`${path}.`) || path.startsWith(`${other}.`)) known.delete(other);
      known.set(path, { path, value: after, before, state });
    }
  }
  const all = [...known.values()].sort((a, b) => b.state - a.state);
  return {
    added,
    fields: all.filter(({ value }) => value !== undefined),
    unset: all.filter(({ value }) => value === undefined),
  };
}
