"use client";
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
import { registry, steps } from "../../workflows/steps/index.ts";
import { useCommands, type Command } from "../command/commands.ts";
import { useActions } from "./canvas/use-actions.ts";
import { inOrderOfUse } from "./palette/order-of-use.ts";
import { useOverlayStore } from "./run/overlay-context.tsx";
import { StepIcon } from "../graph/icons.tsx";
import { useEditorStore } from "./store/editor-context.tsx";
import { TRIGGER_WORDS } from "./trigger-node/trigger-words.ts";
import type { Frame } from "./use-frame.ts";
import type { TriggerType } from "../../workflows/core/triggers.ts";

interface Props {
  frame: Frame;
  readOnly: boolean;
  /** The draft is on the canvas: not a version, nor a run's own document. */
  drafting: boolean;
  mayRun: boolean;
  onPublish: () => void;
  onDownload: () => void;
}

/** What the builder offers in the palette of commands: steps to add, those that are there, and all that its buttons and keys do. */
export function BuilderCommands({ frame, readOnly, drafting, mayRun, ...props }: Props) {
  const store = useEditorStore();
  const overlay = useOverlayStore();
  const actions = useActions();
  useCommands(() => {
    const { document, view, selection, undo, redo, setView, setPanel, setFinding, jump } =
      store.getState();
    const editable = drafting && !readOnly;
    const drawn = view === "canvas";
    const history = store.temporal.getState();
    const chosen = [...selection.nodes].filter((id) =>
      document.nodes.some((node) => node.id === id),
    );
    const [only] = chosen.length === 1 ? chosen : [];
    const titleOf = (id: string) =>
      document.nodes.find((node) => node.id === id)?.title ??
      registry.get(document.nodes.find((node) => node.id === id)?.kind ?? "")?.title ??
      id;
    const offer = (when: boolean, command: Omit<Command, "group">): Command[] =>
      when ? [{ group: "This pipeline", ...command }] : [];
    const { ask } = overlay.getState();

    return [
      ...offer(mayRun && editable, {
        id: "run",
        title: "Run",
        detail: "the draft, all of it",
        words: "start execute",
        keys: "Ctrl ↵",
        icon: <Play aria-hidden />,
        run: () => ask({ what: "all" }),
      }),
      ...(only === undefined
        ? []
        : offer(mayRun && editable, {
            id: "run-to",
            title: "Run to here",
            detail: titleOf(only),
            keys: "Ctrl ⇧ ↵",
            icon: <Play aria-hidden />,
            run: () => ask({ what: "to", node: only }),
          })),
      ...offer(mayRun && editable, {
        id: "run-failed",
        title: "Run only what failed",
        icon: <Play aria-hidden />,
        hidden: true,
        run: () => ask({ what: "failed" }),
      }),
      ...offer(editable, {
        id: "publish",
        title: "Publish",
        detail: "the draft as a version",
        words: "release version save",
        icon: <Upload aria-hidden />,
        run: props.onPublish,
      }),
      ...offer(editable && history.pastStates.length > 0, {
        id: "undo",
        title: "Undo",
        keys: "Ctrl Z",
        icon: <Undo2 aria-hidden />,
        run: undo,
      }),
      ...offer(editable && history.futureStates.length > 0, {
        id: "redo",
        title: "Redo",
        keys: "Ctrl ⇧ Z",
        icon: <Redo2 aria-hidden />,
        run: redo,
      }),
      ...offer(editable && drawn, {
        id: "tidy",
        title: "Tidy up",
        detail: "lay out every step",
        words: "auto layout arrange lay out",
        keys: "⇧ T",
        icon: <WandSparkles aria-hidden />,
        run: () => void actions.tidy("all"),
      }),
      ...offer(editable && drawn, {
        id: "add-note",
        title: "Add a note",
        keys: "N",
        icon: <StickyNote aria-hidden />,
        hidden: true,
        run: () => actions.addNote(),
      }),
      ...offer(editable && drawn && chosen.length > 1, {
        id: "group",
        title: "Group the selected steps",
        keys: "Ctrl G",
        icon: <Group aria-hidden />,
        run: () => actions.group(),
      }),
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
        run: props.onDownload,
      }),
      ...offer(true, {
        id: "shortcuts",
        title: "Keyboard shortcuts",
        words: "keys help",
        keys: "?",
        icon: <Keyboard aria-hidden />,
        run: () => frame.toggle("shortcuts"),
      }),
      ...document.nodes.map(({ id, kind, title }): Command => {
        const step = registry.get(kind);
        return {
          id: `node-${id}`,
          group: "Steps in this graph",
          title: title ?? step?.title ?? id,
          detail: title ? `${step?.title ?? kind} · ${id}` : id,
          icon: step && <StepIcon name={step.icon} className="size-4" />,
          hidden: true,
          run: () => {
            jump(id);
            if (drawn) actions.fitSelection();
          },
        };
      }),
      ...(editable ? adding() : []),
    ];

    function adding(): Command[] {
      const toCanvas = (run: () => void) => () => {
        setView("canvas");
        run();
      };
      return [
        ...inOrderOfUse(steps).map(({ kind, title, description, icon }): Command => ({
          id: `add-${kind}`,
          group: "Add a step",
          title,
          detail: description.replaceAll("`", ""),
          words: `add ${kind}`,
          icon: <StepIcon name={icon} className="size-4" />,
          hidden: true,
          run: toCanvas(() => actions.add(kind)),
        })),
        ...Object.entries(TRIGGER_WORDS).map(
          ([type, { title, description, icon: Icon }]): Command => ({
            id: `add-trigger-${type}`,
            group: "Add a step",
            title,
            detail: description.replaceAll("`", ""),
            words: "add trigger start",
            icon: <Icon aria-hidden />,
            hidden: true,
            run: toCanvas(() => actions.addTrigger(type as TriggerType)),
          }),
        ),
      ];
    }
  });
  return null;
}
