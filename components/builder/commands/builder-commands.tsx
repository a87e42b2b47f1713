"use client";
import { useCommands } from "../../command/commands.ts";
import { useActions } from "../canvas/use-actions.ts";
import { useOverlayStore } from "../run/overlay-context.tsx";
import { useEditorStore } from "../store/editor-context.tsx";
import type { Frame } from "../use-frame.ts";
import { pipelineCommands } from "./pipeline-commands.tsx";
import { addCommands, jumpCommands } from "./step-commands.tsx";

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
export function BuilderCommands({ readOnly, drafting, ...props }: Props) {
  const store = useEditorStore();
  const overlay = useOverlayStore();
  const actions = useActions();
  const editable = drafting && !readOnly;
  useCommands(() => [
    ...pipelineCommands({ store, overlay, actions, editable, ...props }),
    ...jumpCommands(store, actions),
    ...(editable ? addCommands(store, actions) : []),
  ]);
  return null;
}
