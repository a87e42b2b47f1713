import { temporal, type TemporalState } from "zundo";
import { createStore, type StoreApi } from "zustand/vanilla";
import type { PipelineDocument } from "../../../workflows/core/document.ts";
import type { Problem } from "../../../workflows/core/problems.ts";
import type { Point } from "../../graph/geometry.ts";
import { canvasKeys, wireIds } from "./edits.ts";
import { anchorKey } from "./trigger-key.ts";

interface Selection {
  nodes: ReadonlySet<string>;
  wires: ReadonlySet<string>;
}

/** Text of the YAML view that is not the document, or not yet. */
export interface Untaken {
  text: string;
  /** The document as it was when the text began to differ from it. */
  on: PipelineDocument;
  /** Why it is not the document. */
  problem: string;
  /** The document that has changed the same as the text; null while the text is no document. */
  clash: PipelineDocument | null;
}

type Panel = "inspector" | "versions" | "people" | "runs";

/** What the list of steps beside the pointer is opened for, and where on the screen it opens. */
export type QuickList = { screen: Point } & (
  | { for: "anywhere"; at: Point }
  /** Steps that fit a port, to be put at `at`. */
  | { for: "port"; node: string; port: string; side: "source" | "target"; at: Point | null }
  /** Steps that can follow a node. */
  | { for: "behind"; node: string }
  /** Steps that fit into a wire. */
  | { for: "wire"; wire: string; at: Point | null }
  /** Ends to which a wire from (or to) a node may be drawn. */
  | { for: "connect"; node: string }
);

export interface EditorState {
  document: PipelineDocument;
  /** The text that was last written by hand, for its comments and its order; null where it was only drawn. */
  source: string | null;
  untaken: Untaken | null;
  selection: Selection;
  problems: readonly Problem[];
  problemsByNode: ReadonlyMap<string, readonly Problem[]>;
  /** Where the inspector shall put the cursor; `at` counts, so that the same field can be asked for twice. */
  focus: { node: string | null; field: string | null; at: number } | null;
  /** Port ends (`node.port`) that the wire being drawn may go to; null when none is drawn. */
  fitting: ReadonlySet<string> | null;
  /** The map, or the group by its key, into which what is dragged would fall. */
  over: string | null;
  /** The wire into which what is dragged would be put. */
  overWire: string | null;
  /** Whose title, or text, is being written on the canvas, by its key. */
  renaming: string | null;
  quick: QuickList | null;
  /** Whether the search in the graph is open. */
  finding: boolean;
  view: "canvas" | "yaml";
  panel: Panel;

  /**
   * Changes the document. Edits of one gesture (typing in one field, nudging with the arrow keys) that follow each other
   * within a second are one undo entry; without `gesture` each edit is its own.
   */
  edit: (change: (document: PipelineDocument) => PipelineDocument, gesture?: string) => void;
  /**
   * Changes the document within the undo entry that is newest, while the document is still `after`; otherwise as an entry
   * of its own.
   */
  amend: (
    after: PipelineDocument,
    change: (document: PipelineDocument) => PipelineDocument,
  ) => void;
  /** Puts another document in the place of this one, with the text it was written in; undo and redo take the text along. */
  restore: (document: PipelineDocument, source: string | null) => void;
  select: (selection: { nodes?: Iterable<string>; wires?: Iterable<string> }) => void;
  setProblems: (problems: readonly Problem[]) => void;
  jump: (node: string | null, field?: string | null) => void;
  setFitting: (ends: ReadonlySet<string> | null) => void;
  setOver: (over: string | null, wire?: string | null) => void;
  setRenaming: (key: string | null) => void;
  setQuick: (list: QuickList | null) => void;
  setFinding: (finding: boolean) => void;
  setSource: (source: string | null) => void;
  setUntaken: (untaken: Untaken | null) => void;
  setView: (view: EditorState["view"]) => void;
  setPanel: (panel: Panel) => void;
  undo: () => void;
  redo: () => void;
}

type Tracked = Pick<EditorState, "document">;
export type EditorStore = StoreApi<EditorState> & {
  temporal: StoreApi<TemporalState<Tracked>>;
};

const GESTURE_MS = 1_000;
const NOTHING: Selection = { nodes: new Set(), wires: new Set() };

/**
 * The editor's state. Undo tracks the document, and its text where another was restored: selection, panels and zoom stay
 * where they are.
 */
export function createEditorStore(
  document: PipelineDocument,
  now: () => number = Date.now,
): EditorStore {
  let last: { gesture: string | undefined; at: number } = { gesture: undefined, at: 0 };
  /** Of documents that another was restored over: the text before it, and the one that came with it. */
  const texts = new WeakMap<PipelineDocument, { before: string | null; after: string | null }>();
  const store: EditorStore = createStore<EditorState>()(
    temporal(
      (set, get) => ({
        document,
        source: null,
        untaken: null,
        selection: NOTHING,
        problems: [],
        problemsByNode: new Map(),
        focus: null,
        fitting: null,
        over: null,
        overWire: null,
        renaming: null,
        quick: null,
        finding: false,
        view: "canvas",
        panel: "inspector",
        edit: (change, gesture) => {
          const next = change(get().document);
          if (next === get().document) return;
          texts.delete(get().document);
          const at = now();
          const continues =
            gesture !== undefined && gesture === last.gesture && at - last.at < GESTURE_MS;
          last = { gesture, at };
          const history = store.temporal.getState();
          if (continues) history.pause();
          set({ document: next, selection: kept(get().selection, next) });
          if (continues) history.resume();
        },
        amend: (after, change) => {
          const { document: current, edit, selection } = get();
          if (current !== after) return edit(change);
          const next = change(current);
          if (next === current) return;
          const history = store.temporal.getState();
          history.pause();
          set({ document: next, selection: kept(selection, next) });
          history.resume();
        },
        restore: (next, source) => {
          const { document: before, source: text, selection } = get();
          last = { gesture: undefined, at: 0 };
          texts.set(before, { before: text, after: source });
          set({ document: next, source, selection: kept(selection, next) });
        },
        select: ({ nodes = [], wires = [] }) => {
          const { selection } = get();
          const next = { nodes: new Set(nodes), wires: new Set(wires) };
          if (!sameSet(next.nodes, selection.nodes) || !sameSet(next.wires, selection.wires))
            set({ selection: next });
        },
        setProblems: (problems) => set({ problems, problemsByNode: byNode(problems, get()) }),
        jump: (node, field = null) =>
          set(({ focus }) => ({
            selection: { nodes: new Set(node === null ? [] : [node]), wires: new Set() },
            focus: { node, field, at: (focus?.at ?? 0) + 1 },
            view: "canvas",
            panel: "inspector",
          })),
        setFitting: (fitting) => set({ fitting }),
        setOver: (over, overWire = null) => {
          // Asked for with every frame of a drag: nobody is told while it is the same.
          const before = get();
          if (before.over !== over || before.overWire !== overWire) set({ over, overWire });
        },
        setRenaming: (renaming) => set({ renaming }),
        setQuick: (quick) => set({ quick }),
        setFinding: (finding) => set({ finding }),
        setSource: (source) => set({ source }),
        setUntaken: (untaken) => set({ untaken }),
        setView: (view) => set({ view }),
        setPanel: (panel) => set({ panel }),
        undo: () => travel("undo"),
        redo: () => travel("redo"),
      }),
      {
        partialize: ({ document: tracked }): Tracked => ({ document: tracked }),
        equality: (past, current) => past.document === current.document,
      },
    ),
  );
  function travel(way: "undo" | "redo") {
    last = { gesture: undefined, at: 0 };
    const { pastStates, futureStates } = store.temporal.getState();
    const { document: from, source } = store.getState();
    const to = (way === "undo" ? pastStates : futureStates).at(-1)?.document;
    const text = to && texts.get(way === "undo" ? to : from);
    if (text) {
      const [here, there] =
        way === "undo" ? (["after", "before"] as const) : (["before", "after"] as const);
      text[here] = source;
      // The text first: whoever hears of the document reads it.
      store.setState({ source: text[there] });
    }
    store.temporal.getState()[way]();
    const { selection, document: current } = store.getState();
    // What is being written may be gone.
    store.setState({ selection: kept(selection, current), renaming: null });
  }
  return store;
}

/** The selection without what is gone; the same one where nothing of it is. */
function kept(selection: Selection, document: PipelineDocument): Selection {
  const nodes = stillIn(selection.nodes, () => canvasKeys(document));
  const wires = stillIn(selection.wires, () => wireIds(document));
  const same = nodes === selection.nodes && wires === selection.wires;
  return same ? selection : { nodes, wires };
}

function stillIn(chosen: ReadonlySet<string>, there: () => Set<string>): ReadonlySet<string> {
  if (chosen.size === 0) return chosen;
  const present = there();
  const left = [...chosen].filter((key) => present.has(key));
  return left.length === chosen.size ? chosen : new Set(left);
}

/** Problems by node, and by the key of a trigger. The list of a node whose problems did not change keeps its identity: it is not drawn again. */
function byNode(
  problems: readonly Problem[],
  { problemsByNode: before, document }: EditorState,
): Map<string, readonly Problem[]> {
  const found = new Map<string, Problem[]>();
  for (const problem of problems) {
    const node = anchorKey(problem.anchor, document);
    if (node === null) continue;
    const list = found.get(node);
    if (list) list.push(problem);
    else found.set(node, [problem]);
  }
  return new Map<string, readonly Problem[]>(
    [...found].map(([node, list]) => {
      const old = before.get(node);
      const same =
        old?.length === list.length &&
        list.every(
          ({ message, severity, anchor }, index) =>
            old[index]!.message === message &&
            old[index]!.severity === severity &&
            old[index]!.anchor.field === anchor.field,
        );
      return [node, same ? old : list];
    }),
  );
}

function sameSet(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((item) => b.has(item));
}
