import { registry } from "../../../../workflows/steps/index.ts";
import { collapsedOf } from "../../layout/group-boxes.ts";
import { placeAll } from "../../layout/place-drawn.ts";
import { groupKey } from "../../store/canvas-key.ts";
import { remove } from "../../store/edits.ts";
import type { PortEnd } from "../../store/fitting-steps.ts";
import { focusWhenDrawn } from "../focus-when-drawn.ts";
import { elementOf, portAt, wiresAt } from "../port-at.ts";
import { focusOnCanvas } from "./looking.ts";
import { reveal, type Env } from "./env.ts";

/** Ports are drawn from here on; there a step that is gone to by one of its ports is shown. */
const NEAR = 0.7;

/** Ports by the keyboard. */
export function porting(env: Env) {
  const { state, flow, view } = env;

  /** Brings a node near enough that its ports are drawn. */
  function approach(key: string) {
    const box = placeAll(state().document, registry).get(key);
    if (box && view().transform[2] >= NEAR / 2) reveal(env, box);
    else void flow.fitView({ nodes: [{ id: key }], minZoom: NEAR, maxZoom: NEAR, duration: 200 });
  }

  function focusPort(end: PortEnd) {
    const { document, select } = state();
    const group = collapsedOf(document, registry).hiddenBy.get(end.node);
    const key = group === undefined ? end.node : groupKey(group);
    select({ nodes: [key] });
    approach(key);
    focusWhenDrawn(() => elementOf(end));
  }

  return {
    focusPort,
    /** From a node to the first of its ports. */
    enterPorts: (key: string) => {
      state().select({ nodes: [key] });
      approach(key);
      focusWhenDrawn(() => portsOf(key)[0]);
    },
    /** To the port after this one on the same node, or before it; false where there is none. */
    nextPort: (from: HTMLElement, by: 1 | -1): boolean => {
      const ports = portsOf(from.dataset["nodeid"] ?? "");
      const next = ports[ports.indexOf(from) + by];
      next?.focus({ preventScroll: true });
      return next !== undefined;
    },
    /** Sideways: along the port's wire, where one leads that way, else to the other side of the node. */
    acrossPort: (from: HTMLElement, way: "left" | "right") => {
      const end = portAt(from);
      if (!end) return;
      const outwards = (end.side === "source") === (way === "right");
      const [along] = outwards ? wiresAt(state().document, end) : [];
      if (along?.other)
        return focusPort({ ...along.other, side: end.side === "source" ? "target" : "source" });
      const opposite = way === "right" ? "source" : "target";
      portsOf(from.dataset["nodeid"] ?? "")
        .find((one) => one.classList.contains(opposite))
        ?.focus({ preventScroll: true });
    },
    /** Opens the list of what the port can be wired to. */
    openPort: (from: HTMLElement) => {
      const end = portAt(from);
      const { x, y, width } = from.getBoundingClientRect();
      if (end) state().setQuick({ for: "port", ...end, at: null, screen: { x: x + width + 8, y } });
    },
    cutPort: (end: PortEnd) => {
      const wires = wiresAt(state().document, end).map(({ id }) => id);
      if (wires.length > 0) state().edit((now) => remove(now, { wires }));
    },
    leavePorts: (from: HTMLElement) => focusOnCanvas(from.dataset["nodeid"] ?? ""),
  };
}

function portsOf(key: string): HTMLElement[] {
  return [
    ...document.querySelectorAll<HTMLElement>(`.pb-handle[data-nodeid="${CSS.escape(key)}"]`),
  ];
}
