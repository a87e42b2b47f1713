import {
  Download,
  FileCode,
  Group,
  History,
  Keyboard,
  Maximize,
  Play,
  Redo2,
  Search,
  StickyNote,
  TriangleAlert,
  Undo2,
  Upload,
  WandSparkles,
} from "lucide-react";
import type { Command } from "../../command/commands.ts";
import type { DocumentNode } from "../../../workflows/core/document.ts";
import { registry } from "../../../workflows/steps/index.ts";
import type { Actions } from "../canvas/use-actions.ts";
import type { OverlayStore } from "../run/overlay-store.ts";
import type { EditorStore } from "../store/editor-store.ts";
import type { Frame } from "../use-frame.ts";

interface Builder {
  store: EditorStore;
  overlay: OverlayStore;
  actions: Actions;
  frame: Frame;
  /** The draft is on the canvas and may be changed. */
  editable: boolean;
  mayRun: boolean;
  onPublish: () => void;
  onDownload: () => void;
}

/** What the builder's buttons and keys do. */
export function pipelineCommands(builder: Builder): Command[] {
  return [
    ...(builder.editable ? [...runCommands(builder), ...editCommands(builder)] : []),
    ...viewCommands(builder),
  ];
}

/** A command, where it makes sense. */
function offer(when: boolean, command: Omit<Command, "group">): Command[] {
  return when ? [{ group: "This pipeline", ...command }] : [];
}

/** The selected steps. */
function chosenNodes(store: EditorStore): DocumentNode[] {
  const { document, selection } = store.getState();
  return [...selection.nodes].flatMap((id) => document.nodes.find((node) => node.id === id) ?? []);
}

/** To run the draft, and to publish it. */
function runCommands({ store, overlay, mayRun, onPublish }: Builder): Command[] {
  const { ask } = overlay.getState();
  const chosen = chosenNodes(store);
  const [only] = chosen.length === 1 ? chosen : [];
  return [
    ...offer(mayRun, {
      id: "run",
      title: "Run",
      detail: "the draft, all of it",
      words: "start execute",
      keys: "Ctrl ↵",
      icon: <Play aria-hidden />,
      run: () => ask({ what: "all" }),
    }),
    ...(only
      ? offer(mayRun, {
          id: "run-to",
          title: "Run to here",
          detail: only.title ?? registry.get(only.kind)?.title ?? only.id,
          keys: "Ctrl ⇧ ↵",
          icon: <Play aria-hidden />,
          run: () => ask({ what: "to", node: only.id }),
        })
      : []),
    ...offer(mayRun, {
      id: "run-failed",
      title: "Run only what failed",
      icon: <Play aria-hidden />,
      hidden: true,
      run: () => ask({ what: "failed" }),
    }),
    ...offer(true, {
      id: "publish",
      title: "Publish",
      detail: "the draft as a version",
      words: "release version save",
      icon: <Upload aria-hidden />,
      run: onPublish,
    }),
  ];
}

/** To change what is drawn. */
function editCommands({ store, actions }: Builder): Command[] {
  const { view, undo, redo } = store.getState();
  const history = store.temporal.getState();
  const drawn = view === "canvas";
  return [
    ...offer(history.pastStates.length > 0, {
      id: "undo",
      title: "Undo",
      keys: "Ctrl Z",
      icon: <Undo2 aria-hidden />,
      run: undo,
    }),
    ...offer(history.futureStates.length > 0, {
      id: "redo",
      title: "Redo",
      keys: "Ctrl ⇧ Z",
      icon: <Redo2 aria-hidden />,
      run: redo,
    }),
    ...offer(drawn, {
      id: "tidy",
      title: "Tidy up",
      detail: "lay out every step",
      words: "auto layout arrange lay out",
      keys: "⇧ T",
      icon: <WandSparkles aria-hidden />,
      run: () => void actions.tidy("all"),
    }),
    ...offer(drawn, {
      id: "add-note",
      title: "Add a note",
      keys: "N",
      icon: <StickyNote aria-hidden />,
      hidden: true,
      run: () => actions.addNote(),
    }),
    ...offer(drawn && chosenNodes(store).length > 1, {
      id: "group",
      title: "Group the selected steps",
      keys: "Ctrl G",
      icon: <Group aria-hidden />,
      run: () => actions.group(),
    }),
  ];
}

/** To see more, or something else; the draft stays as it is. */
function viewCommands({ store, actions, frame, onDownload }: Builder): Command[] {
  const { view, setView, setPanel, setFinding } = store.getState();
  const drawn = view === "canvas";
  return [
    ...offer(drawn, {
      id: "fit",
      title: "Show all steps",
      words: "zoom fit view",
      keys: "⇧ 1",
      icon: <Maximize aria-hidden />,
      hidden: true,
      run: actions.fit,
    }),
    ...offer(drawn, {
      id: "find",
      title: "Search in the graph",
      keys: "Ctrl F",
      icon: <Search aria-hidden />,
      hidden: true,
      run: () => setFinding(true),
    }),
    ...offer(true, {
      id: "view",
      title: view === "canvas" ? "Show as YAML" : "Show as a graph",
      words: "text code canvas source",
      icon: <FileCode aria-hidden />,
      run: () => setView(view === "canvas" ? "yaml" : "canvas"),
    }),
    ...offer(true, {
      id: "problems",
      title: frame.problems ? "Hide the problems" : "Show the problems",
      words: "errors warnings list",
      icon: <TriangleAlert aria-hidden />,
      hidden: true,
      run: () => frame.toggle("problems"),
    }),
    ...offer(true, {
      id: "versions",
      title: "Versions",
      words: "history compare restore",
      icon: <History aria-hidden />,
      hidden: true,
      run: () => setPanel("versions"),
    }),
    ...offer(true, {
      id: "past-runs",
      title: "Past runs on the canvas",
      words: "history",
      icon: <History aria-hidden />,
      hidden: true,
      run: () => setPanel("runs"),
    }),
    ...offer(true, {
      id: "download",
      title: "Download as YAML",
      words: "export save file",
      icon: <Download aria-hidden />,
      hidden: true,
      run: onDownload,
    }),
    ...offer(true, {
      id: "shortcuts",
      title: "Keyboard shortcuts",
      words: "keys help",
      keys: "?",
      icon: <Keyboard aria-hidden />,
      run: () => frame.toggle("shortcuts"),
    }),
  ];
}
