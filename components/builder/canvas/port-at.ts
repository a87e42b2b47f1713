import { registry } from "../../../workflows/steps/index.ts";
import { parseEnd, type PipelineDocument } from "../../../workflows/core/document.ts";
import { aboutPort } from "../step-node/port-words.ts";
import { wireId } from "../../graph/wire-id.ts";
import type { PortEnd } from "../store/fitting-steps.ts";
import { inputAt, outputAt, wiringOf } from "../store/wiring.ts";
import { endOf } from "./to-flow.ts";

/** The port that an element on the canvas stands for; null for any other element. */
export function portAt(target: EventTarget | null): PortEnd | null {
  if (!(target instanceof HTMLElement) || !target.classList.contains("pb-handle")) return null;
  const { nodeid = "", handleid } = target.dataset;
  const end = parseEnd(endOf(nodeid, handleid));
  return end && { ...end, side: target.classList.contains("source") ? "source" : "target" };
}

/** Gives the keyboard to the step of a port that was pressed with the mouse: the port's own keys are for who walked to it. */
export function leavePressed(target: EventTarget | null): void {
  if (!portAt(target) || (target as HTMLElement).matches(":focus-visible")) return;
  const step = (target as HTMLElement).closest<HTMLElement>(".react-flow__node");
  step?.focus({ preventScroll: true });
}

/** The element of a port, of which a collapsed group may be the bearer; null while it is not drawn. */
export function elementOf({ node, port, side }: PortEnd): HTMLElement | null {
  const css = CSS.escape;
  return document.querySelector(
    `.pb-handle.${side}[data-nodeid="${css(node)}"][data-handleid="${css(port)}"],
     .pb-handle.${side}[data-handleid="${css(`${node}.${port}`)}"]`,
  );
}

/** The wires at a port. */
export function wiresAt(document: PipelineDocument, { node, port, side }: PortEnd) {
  const own = `${node}.${port}`;
  return (document.wires ?? [])
    .filter(({ from, to }) => (side === "source" ? from : to) === own)
    .map((wire) => {
      const other = side === "source" ? wire.to : wire.from;
      return { id: wireId(wire), other: parseEnd(other) };
    });
}

/** A port in words: what it is, of which step, and where its wires go. */
export function wordsOf(document: PipelineDocument, end: PortEnd) {
  const wiring = wiringOf(document, registry);
  const found = (end.side === "source" ? outputAt : inputAt)(wiring, end);
  if (!found) return null;
  const type = wiring.types.get(`${end.node}.${end.port}`) ?? found.type;
  const others = wiresAt(document, end).flatMap(({ other }) =>
    other ? [titleOf(document, other.node)] : [],
  );
  const way = end.side === "source" ? "to" : "from";
  return {
    type,
    title: found.title,
    about: `${end.side === "source" ? "output" : "input"} of ${titleOf(document, end.node)}, ${aboutPort({ ...found, type })}`,
    wires: others.length === 0 ? "not wired" : `wired ${way} ${others.join(", ")}`,
  };
}

function titleOf(document: PipelineDocument, id: string): string {
  const node = document.nodes.find((one) => one.id === id);
  return node?.title ?? registry.get(node?.kind ?? "")?.title ?? id;
}
