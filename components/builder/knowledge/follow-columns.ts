import type { StepRegistry } from "../../../workflows/core/define-step.ts";
import type { PipelineDocument } from "../../../workflows/core/document.ts";
import type { KnownColumns } from "../../../workflows/core/known-columns.ts";
import type { EditorStore } from "../store/editor-store.ts";
import { watchReturn } from "../../watch-return.ts";
import { keepSame, knowledgeOf } from "./knowledge-store.ts";
import { meaningOf } from "./meaning.ts";

type Ask = (document: PipelineDocument, signal: AbortSignal) => Promise<KnownColumns>;

/** Quiet time after a change before the server is asked. */
const QUIET_MS = 150;
const AGAIN_MS = 5_000;

/**
 * Asks the server for columns at once, shortly after each change that columns may follow from, and when the page is come back
 * to or `askAgain` is called; a newer question ends the older one. While it does not answer, what was known stays and is asked
 * for again. Returns what ends it.
 */
export function followColumns(editor: EditorStore, registry: StepRegistry, ask: Ask): () => void {
  const knowledge = knowledgeOf(editor);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asked = "";
  let running: AbortController | undefined;

  async function refresh() {
    const document = meaningOf(editor.getState().document, registry);
    const text = JSON.stringify(document);
    if (text === asked) return;
    asked = text;
    running?.abort();
    const mine = (running = new AbortController());
    try {
      const nodes = await ask(document, mine.signal);
      if (mine.signal.aborted) return;
      knowledge.setState((before) => ({ nodes: keepSame(before.nodes, nodes), status: "known" }));
    } catch {
      if (mine.signal.aborted) return;
      asked = "";
      knowledge.setState({ status: "stale" });
      later(AGAIN_MS);
    }
  }
  function later(ms: number) {
    clearTimeout(timer);
    timer = setTimeout(() => void refresh(), ms);
  }

  function again() {
    asked = "";
    later(QUIET_MS);
  }

  void refresh();
  const stops = [
    watchReturn(again),
    knowledge.subscribe(({ wanted }, before) => {
      if (wanted !== before.wanted) again();
    }),
    editor.subscribe(({ document }, { document: before }) => {
      const same =
        document.nodes === before.nodes &&
        document.wires === before.wires &&
        document.params === before.params;
      if (!same) later(QUIET_MS);
    }),
  ];
  return () => {
    clearTimeout(timer);
    running?.abort();
    stops.forEach((stop) => stop());
  };
}
