import type { TriggerType } from "../../../workflows/core/triggers.ts";
import { registry, steps } from "../../../workflows/steps/index.ts";
import type { Command } from "../../command/commands.ts";
import { StepIcon } from "../../graph/icons.tsx";
import type { Actions } from "../canvas/use-actions.ts";
import { inOrderOfUse } from "../palette/order-of-use.ts";
import type { EditorStore } from "../store/editor-store.ts";
import { TRIGGER_WORDS } from "../trigger-node/trigger-words.ts";

/** The steps that are there, to jump to. */
export function jumpCommands(store: EditorStore, actions: Actions): Command[] {
  const { document, view, jump } = store.getState();
  return document.nodes.map(({ id, kind, title }): Command => {
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
        if (view === "canvas") actions.fitSelection();
      },
    };
  });
}

/** The steps and triggers that can be added. */
export function addCommands(store: EditorStore, actions: Actions): Command[] {
  const toCanvas = (run: () => void) => () => {
    store.getState().setView("canvas");
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
    ...Object.entries(TRIGGER_WORDS).map(([type, { title, description, icon: Icon }]): Command => ({
      id: `add-trigger-${type}`,
      group: "Add a step",
      title,
      detail: description.replaceAll("`", ""),
      words: "add trigger start",
      icon: <Icon aria-hidden />,
      hidden: true,
      run: toCanvas(() => actions.addTrigger(type as TriggerType)),
    })),
  ];
}
