/** No node's id has a colon: groups and notes share the canvas and the selection with nodes and triggers. */
const GROUP = "group:";
const NOTE = "note:";

/** What a group is called on the canvas and in the selection. */
export function groupKey(id: string): string {
  return GROUP + id;
}

/** The id of the group that a key of the canvas names; null for anything else. */
export function groupOf(key: string): string | null {
  return key.startsWith(GROUP) ? key.slice(GROUP.length) : null;
}

/** What a note is called on the canvas and in the selection. */
export function noteKey(id: string): string {
  return NOTE + id;
}

/** The id of the note that a key of the canvas names; null for anything else. */
export function noteOf(key: string): string | null {
  return key.startsWith(NOTE) ? key.slice(NOTE.length) : null;
}

/** Whether a key of the canvas is a step's id: not a trigger's, a group's or a note's key. */
export function isStepKey(key: string): boolean {
  return !key.includes(":");
}
