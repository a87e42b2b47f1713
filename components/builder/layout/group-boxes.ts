import type { StepRegistry } from "../../../workflows/core/define-step.ts";
import { parseEnd, type PipelineDocument } from "../../../workflows/core/document.ts";
import type { Port } from "../../../workflows/core/ports.ts";
import { groupKey } from "../store/canvas-key.ts";
import { groupingOf } from "../store/groups.ts";
import { inputAt, outputAt, wiringOf } from "../store/wiring.ts";
import { around, nodeHeight, NODE_WIDTH, type Box } from "../../graph/geometry.ts";
import type { NodePorts } from "../../graph/node-ports.ts";
import { recent } from "../../graph/recent.ts";

const GROUP_PAD = 16;
/** Height of a group's title above its steps. */
const GROUP_HEAD = 32;

/** The frame of an expanded group around the boxes of its steps. */
export function groupFrame(boxes: readonly Box[]): Box {
  const { x, y, width, height } = around(boxes);
  return {
    x: x - GROUP_PAD,
    y: y - GROUP_PAD - GROUP_HEAD,
    width: width + 2 * GROUP_PAD,
    height: height + 2 * GROUP_PAD + GROUP_HEAD,
  };
}

interface Collapsed {
  /** The collapsed group that stands for each hidden step. */
  hiddenBy: ReadonlyMap<string, string>;
  /** The ports of each collapsed group; a port's name is the end inside, `node.port`. */
  ports: ReadonlyMap<string, NodePorts>;
}

const NONE: Collapsed = { hiddenBy: new Map(), ports: new Map() };
const known = recent<PipelineDocument, Collapsed>();

/** What collapsed groups hide, and the ports at which wires cross their borders; worked out once a document. */
export function collapsedOf(document: PipelineDocument, registry: StepRegistry): Collapsed {
  const collapsed = Object.entries(document.layout?.groups ?? {}).filter(
    ([, group]) => group.collapsed,
  );
  if (collapsed.length === 0) return NONE;
  const before = known.get(document);
  if (before) return before;
  const { groupOf } = groupingOf(document);
  const shut = new Set(collapsed.map(([id]) => id));
  const hiddenBy = new Map<string, string>();
  for (const { id, parent } of document.nodes) {
    const group = groupOf.get(parent ?? id);
    if (group !== undefined && shut.has(group)) hiddenBy.set(id, group);
  }
  const inputs = new Map<string, Map<string, Port>>();
  const outputs = new Map<string, Map<string, Port>>();
  const wiring = wiringOf(document, registry);
  for (const { from, to } of document.wires ?? []) {
    const [source, target] = [parseEnd(from), parseEnd(to)];
    if (!source || !target) continue;
    const [leaving, entering] = [hiddenBy.get(source.node), hiddenBy.get(target.node)];
    if (leaving === entering) continue;
    add(outputs, leaving, from, leaving && outputAt(wiring, source), wiring.types.get(from));
    add(inputs, entering, to, entering && inputAt(wiring, target));
  }
  const ports = new Map(
    collapsed.map(([id]): [string, NodePorts] => [
      id,
      { inputs: [...(inputs.get(id) ?? [])], inner: [], outputs: [...(outputs.get(id) ?? [])] },
    ]),
  );
  const found = { hiddenBy, ports };
  known.set(document, found);
  return found;
}

function add(
  into: Map<string, Map<string, Port>>,
  group: string | undefined,
  end: string,
  port: Port | undefined | "",
  type?: Port["type"],
): void {
  if (group === undefined || !port) return;
  const ports = into.get(group) ?? new Map<string, Port>();
  into.set(group, ports);
  const node = end.slice(0, end.indexOf("."));
  ports.set(end, { ...port, type: type ?? port.type, title: `${node} · ${port.title}` });
}

/** The box of every group that has steps, by its key: a frame around them or, collapsed, a node at their upper left. */
export function placeGroups(
  document: PipelineDocument,
  places: ReadonlyMap<string, Box>,
  registry: StepRegistry,
): Map<string, Box> {
  const found = new Map<string, Box>();
  const { members } = groupingOf(document);
  if (members.size === 0) return found;
  const { ports } = collapsedOf(document, registry);
  for (const [id, steps] of members) {
    const boxes = steps.flatMap((step) => places.get(step) ?? []);
    if (boxes.length === 0) continue;
    const shut = ports.get(id);
    const { x, y } = around(boxes);
    found.set(
      groupKey(id),
      shut ? { x, y, width: NODE_WIDTH, height: nodeHeight(shut) } : groupFrame(boxes),
    );
  }
  return found;
}
