"use client";
import { ArrowLeft, ArrowRight } from "lucide-react";
import { registry, steps } from "../../../workflows/steps/index.ts";
import type { StepDefinition } from "../../../workflows/core/define-step.ts";
import { parseEnd, type PipelineDocument } from "../../../workflows/core/document.ts";
import type { Actions } from "../canvas/use-actions.ts";
import { CATEGORIES } from "../palette/categories.ts";
import { inOrderOfUse } from "../palette/order-of-use.ts";
import { stepSearch, triggerSearch } from "../palette/search-groups.ts";
import { StepIcon } from "../../graph/icons.tsx";
import { connect } from "../store/edits.ts";
import type { EditorState, QuickList } from "../store/editor-store.ts";
import { portFor, portsFor, possibleWires, type PortEnd } from "../store/fitting-steps.ts";
import { fittingEnds, inputAt, outputAt, wiringOf } from "../store/wiring.ts";
import { TRIGGER_WORDS } from "../trigger-node/trigger-words.ts";
import type { Pick, PickGroup } from "./pick-list.tsx";

const ORDERED = inOrderOfUse(steps);

interface Tools {
  actions: Actions;
  state: () => EditorState;
}

/** What a list offers: its groups, what stands in its empty field, and what it says when nothing is left. */
export function quickGroups(
  list: QuickList,
  document: PipelineDocument,
  tools: Tools,
): { groups: PickGroup[]; placeholder: string; empty: string } {
  switch (list.for) {
    case "anywhere":
      return {
        groups: [
          ...stepGroups(ORDERED, (step) => tools.actions.addAt(step.kind, list.at, null)),
          triggers(list.at, tools),
        ],
        placeholder: "Find a step",
        empty: "No step is called that. Try what it does, for instance “train”.",
      };
    case "port": {
      const own = `${list.node}.${list.port}`;
      const wiring = wiringOf(document, registry);
      const from = list.side === "target" ? wiring.wired.get(own) : undefined;
      const taken = from !== undefined && !inputAt(wiring, list)?.multiple;
      const fits = taken
        ? []
        : ORDERED.filter((step) => portFor(document, registry, list, step) !== null);
      return {
        groups: [
          // Let go in empty space, a wire asks for a new step; by the keyboard it may end anywhere.
          ...(list.at === null ? endGroup(list, document, tools) : []),
          ...stepGroups(fits, (step) => tools.actions.addAtPort(step, list, list.at)),
        ],
        placeholder: `Find ${list.at === null ? "what" : "a step that"} fits ${list.port}`,
        empty: taken
          ? `'${own}' is wired from '${from}'. Cut that wire first: Delete on the port.`
          : `Nothing of that name fits '${own}'.`,
      };
    }
    case "behind": {
      const ends = Object.keys(wiringOf(document, registry).nodes.get(list.node)?.outputs ?? {});
      const fits = ORDERED.filter((step) =>
        ends.some(
          (port) =>
            portFor(document, registry, { node: list.node, port, side: "source" }, step) !== null,
        ),
      );
      return {
        groups: stepGroups(fits, (step) => tools.actions.add(step.kind)),
        placeholder: `Find a step that can follow ${list.node}`,
        empty: `No step of that name can follow '${list.node}'.`,
      };
    }
    case "wire": {
      const fits = ORDERED.filter((step) => portsFor(document, registry, list.wire, step) !== null);
      return {
        groups: stepGroups(fits, (step) => tools.actions.insertInto(step.kind, list.wire, list.at)),
        placeholder: "Find a step for this wire",
        empty: "No step of that name fits into this wire.",
      };
    }
    case "connect":
      return {
        groups: wireGroups(list.node, document, tools),
        placeholder: "Find what to wire it to",
        empty: `Nothing of that name fits a free port of '${list.node}'.`,
      };
  }
}

function stepGroups(
  fitting: readonly StepDefinition[],
  onPick: (step: StepDefinition) => void,
): PickGroup[] {
  return Object.entries(CATEGORIES).flatMap(([category, title]) => {
    const items = fitting
      .filter((step) => step.category === category)
      .map((step): Pick => ({
        id: step.kind,
        search: stepSearch(step),
        icon: (
          <span className="text-(--pb-category) flex">
            <StepIcon name={step.icon} className="size-4" />
          </span>
        ),
        category,
        label: step.title,
        note: step.kind,
        onPick: () => onPick(step),
      }));
    return items.length > 0 ? [{ title, items }] : [];
  });
}

function triggers(at: { x: number; y: number }, { actions }: Tools): PickGroup {
  return {
    title: "Triggers",
    items: (Object.keys(TRIGGER_WORDS) as (keyof typeof TRIGGER_WORDS)[]).map((type): Pick => {
      const { title, icon: Icon } = TRIGGER_WORDS[type];
      return {
        id: type,
        search: triggerSearch(TRIGGER_WORDS[type]),
        icon: <Icon aria-hidden className="text-accent size-4" strokeWidth={1.75} />,
        label: title,
        note: "trigger",
        onPick: () => actions.addTrigger(type, at),
      };
    }),
  };
}

function wireGroups(node: string, document: PipelineDocument, tools: Tools): PickGroup[] {
  const wires = possibleWires(document, registry, node);
  const picks = (leaves: boolean) =>
    wires.flatMap((wire) => (wire.leaves === leaves ? [wirePick(wire, document, tools)] : []));
  return [
    { title: `What ${node} gives`, items: picks(true) },
    { title: `What ${node} takes`, items: picks(false) },
  ].filter((group) => group.items.length > 0);
}

/** What is there already and can be wired to a port. */
function endGroup(end: PortEnd, document: PipelineDocument, tools: Tools): PickGroup[] {
  const own = `${end.node}.${end.port}`;
  const leaves = end.side === "source";
  const items = [...fittingEnds(document, registry, end, end.side)].map((other) =>
    wirePick(
      leaves ? { from: own, to: other, leaves } : { from: other, to: own, leaves },
      document,
      tools,
    ),
  );
  return items.length > 0 ? [{ title: leaves ? "Wire it to" : "Wire it from", items }] : [];
}

/** A wire that could be drawn, as its node's side of it says. */
function wirePick(
  { from, to, leaves }: { from: string; to: string; leaves: boolean },
  document: PipelineDocument,
  { state }: Tools,
): Pick {
  const wiring = wiringOf(document, registry);
  const [own, other] = leaves ? [parseEnd(from)!, parseEnd(to)!] : [parseEnd(to)!, parseEnd(from)!];
  const title = (end: { node: string; port: string }, output: boolean) =>
    (output ? outputAt : inputAt)(wiring, end)?.title ?? end.port;
  const found = document.nodes.find(({ id }) => id === other.node);
  const node = found?.title ?? registry.get(found?.kind ?? "")?.title ?? other.node;
  const Arrow = leaves ? ArrowRight : ArrowLeft;
  return {
    id: `${from}->${to}`,
    search: {
      title: node,
      words: [title(own, leaves), other.node, other.port, title(other, !leaves)].join(" "),
    },
    icon: <Arrow aria-hidden className="text-muted" />,
    label: `${title(own, leaves)} ${leaves ? "to" : "from"} ${node}`,
    note: title(other, !leaves),
    onPick: () => state().edit((now) => connect(now, from, to)),
  };
}
