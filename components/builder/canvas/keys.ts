import type { EditorState } from "../store/editor-store.ts";
import { groupOf, isStepKey, noteOf } from "../store/canvas-key.ts";
import type { Way } from "./walk.ts";
import type { Actions } from "./use-actions.ts";

export interface KeyContext {
  actions: Actions;
  state: () => EditorState;
  readOnly: boolean;
  /** Whether the canvas, not a button or a panel beside it, has the keyboard. */
  onCanvas: boolean;
}

type Key = Pick<KeyboardEvent, "key" | "code" | "shiftKey" | "altKey" | "ctrlKey" | "metaKey">;

const WAYS: Record<string, Way> = {
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
};
const OFFSETS: Record<Way, [number, number]> = {
  left: [-1, 0],
  right: [1, 0],
  up: [0, -1],
  down: [0, 1],
};
/** Steps of the grid, with Shift held. */
const LEAP = 4;

/** What a key means on the canvas; null when it means nothing there. */
export function actionOf(event: Key, context: KeyContext): (() => void) | null {
  if (event.ctrlKey || event.metaKey) return withControl(event, context);
  if (event.altKey) return withAlt(event, context);
  return plain(event, context);
}

/** Whether a key undoes or redoes. */
export function historyKey(event: Key): "undo" | "redo" | null {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return null;
  const key = event.key.toLowerCase();
  if (key === "z") return event.shiftKey ? "redo" : "undo";
  return key === "y" ? "redo" : null;
}

function withControl(event: Key, { actions, state, readOnly }: KeyContext) {
  const key = event.key.toLowerCase();
  if (key === "a") return actions.selectAll;
  if (key === "f") return () => state().setFinding(true);
  if (readOnly) return null;
  const way = historyKey(event);
  if (way) return state()[way];
  if (key === "d") return () => void actions.duplicate();
  if (key === "g") return event.shiftKey ? actions.ungroup : actions.group;
  return null;
}

function withAlt(event: Key, { actions, state, readOnly, onCanvas }: KeyContext) {
  const way = WAYS[event.key];
  if (way) return onCanvas ? () => actions.walk(way) : null;
  if (readOnly || state().selection.nodes.size < 2) return null;
  // By the key's place: with Alt, some layouts give other letters.
  if (event.shiftKey) {
    if (event.code === "KeyH") return () => actions.distribute("horizontally");
    return event.code === "KeyV" ? () => actions.distribute("vertically") : null;
  }
  switch (event.code) {
    case "KeyA":
      return () => actions.align("left");
    case "KeyH":
      return () => actions.align("center");
    case "KeyD":
      return () => actions.align("right");
    case "KeyW":
      return () => actions.align("top");
    case "KeyV":
      return () => actions.align("middle");
    case "KeyS":
      return () => actions.align("bottom");
    default:
      return null;
  }
}

function plain(event: Key, context: KeyContext) {
  const { actions, state, readOnly, onCanvas } = context;
  const { selection, select, setFinding, finding } = state();
  if (event.shiftKey && event.code === "Digit1") return actions.fit;
  if (event.shiftKey && event.code === "Digit2") return actions.fitSelection;
  if (event.shiftKey && event.code === "Digit0") return () => actions.zoom("actual");
  if (event.key === "+" || event.key === "=") return () => actions.zoom(1.25);
  if (event.key === "-") return () => actions.zoom(0.8);
  if (event.key === "Escape") return () => (finding ? setFinding(false) : select({}));
  const way = WAYS[event.key];
  if (way && onCanvas) {
    if (selection.nodes.size === 0) return () => actions.walk(way);
    const [dx, dy] = OFFSETS[way];
    const by = event.shiftKey ? LEAP : 1;
    return readOnly ? null : () => actions.nudge(dx * by, dy * by);
  }
  if (event.key === "/") return focusPalette;
  if (event.key.toLowerCase() === "p" && onCanvas) {
    const [only] = selection.nodes;
    return only === undefined ? null : () => actions.enterPorts(only);
  }
  if (readOnly) return null;
  return editing(event, context);
}

function editing(event: Key, { actions, state }: KeyContext) {
  const { selection, setRenaming } = state();
  const [only] = selection.nodes.size === 1 ? [...selection.nodes] : [];
  switch (event.key.toLowerCase()) {
    case "delete":
    case "backspace":
      return () => actions.removeSelected(event.shiftKey);
    case "a":
      return actions.openSteps;
    case "c":
      return only !== undefined && isStepKey(only) ? actions.openConnect : null;
    case "n":
      return () => actions.addNote();
    case "e":
      return () => actions.toggleCollapsed();
    case "t":
      return () =>
        void actions.tidy(event.shiftKey ? "all" : selection.nodes.size > 1 ? "selected" : "new");
    case "f2":
      return only !== undefined && !only.startsWith("trigger:") ? () => setRenaming(only) : null;
    default:
      return null;
  }
}

/** What Enter does with something on the canvas: into its form, its text, or into the group. */
export function enter(key: string, { actions, state, readOnly }: KeyContext): void {
  const group = groupOf(key);
  if (group !== null) {
    if (!readOnly) actions.toggleCollapsed(group);
  } else if (noteOf(key) !== null) {
    if (!readOnly) state().setRenaming(key);
  } else state().jump(key, "");
}

function focusPalette(): void {
  document.querySelector<HTMLElement>(".pb-palette input")?.focus();
}
