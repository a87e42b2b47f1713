import { createStore, type StoreApi } from "zustand/vanilla";
import { sameJson } from "../../../workflows/core/json.ts";
import type { SaveState } from "../store/autosave.ts";
import type { OpenConflict, Person } from "./live-merge.ts";

/** Somebody else who has the pipeline open, or oneself in another tab. */
export interface Here {
  person: Person;
  node: string | null;
}

export interface OtherDraft {
  user: Person;
  revision: number;
  baseVersion: number | null;
  savedAt: string;
}

interface Published {
  number: number;
  note: string;
  author: Person;
}

/** A line on what somebody did. */
export interface News {
  id: number;
  who: string;
  /** The rest of the sentence. */
  words: string;
  /** Steps it is about. */
  nodes: readonly string[];
  at: number;
}

export interface PeopleState {
  me: Person;
  here: readonly Here[];
  /** Who else has selected what, by node. */
  byNode: ReadonlyMap<string, readonly Person[]>;
  drafts: readonly OtherDraft[];
  version: Published | null;
  /** Nothing may be changed until the pipeline is restored. */
  archived: boolean;
  /** The version that one's own draft began from, or that has been merged into it. */
  base: number | null;
  save: SaveState;
  conflicts: readonly OpenConflict[];
  /** How many fields of a node both changed. */
  conflictsByNode: ReadonlyMap<string, number>;
  /** The newest first. */
  news: readonly News[];
  /** Whether others' changes come in at once. */
  connected: boolean;
}

export type PeopleStore = StoreApi<PeopleState>;

const MAX_NEWS = 50;

export function createPeopleStore(me: Person, base: number | null, archived = false): PeopleStore {
  return createStore<PeopleState>()(() => ({
    me,
    here: [],
    byNode: new Map(),
    drafts: [],
    version: null,
    archived,
    base,
    save: { status: "saved" },
    conflicts: [],
    conflictsByNode: new Map(),
    news: [],
    connected: true,
  }));
}

/** Sets who is here; lists that say the same keep their identity, so that no node is drawn for nothing. */
export function setHere(store: PeopleStore, here: readonly Here[]): void {
  const { byNode: before, here: had } = store.getState();
  if (sameJson(had, here)) return;
  const byNode = new Map<string, readonly Person[]>();
  for (const { person, node } of here)
    if (node !== null && !byNode.get(node)?.some(({ id }) => id === person.id))
      byNode.set(node, [...(byNode.get(node) ?? []), person]);
  for (const [node, people] of byNode) {
    const old = before.get(node);
    if (old && sameJson(old, people)) byNode.set(node, old);
  }
  store.setState({ here, byNode });
}

export function setConflicts(store: PeopleStore, conflicts: readonly OpenConflict[]): void {
  if (store.getState().conflicts === conflicts) return;
  const conflictsByNode = new Map<string, number>();
  for (const { node } of conflicts)
    if (node !== null) conflictsByNode.set(node, (conflictsByNode.get(node) ?? 0) + 1);
  store.setState({ conflicts, conflictsByNode });
}

let count = 0;

/** Adds a line; what the same person goes on doing to the same steps replaces the line before. */
export function addNews(store: PeopleStore, line: Omit<News, "id" | "at">): void {
  store.setState(({ news }) => {
    const [last, ...rest] = news;
    const goesOn = last && last.who === line.who && last.words === line.words;
    const next = { ...line, id: goesOn ? last.id : ++count, at: Date.now() };
    return { news: [next, ...(goesOn ? rest : news)].slice(0, MAX_NEWS) };
  });
}
