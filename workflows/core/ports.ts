/** The types that travel on wires. A wire carries a reference to an artifact of its type, never the data. */
const PORT_TYPES = [
  "dataset",
  "split",
  "profile",
  "validation-report",
  "model",
  "metrics",
  "evaluation",
  "model-version",
  "review",
  "deployment",
  "artifact",
  /** What the items of a map gave, in their order. An input for several wires takes each of them. */
  "list",
  /** What a node's `error` port carries when the node has failed. */
  "failure",
] as const;

export type PortType = (typeof PORT_TYPES)[number];

/** A port as a step declares it. `any` passes every type through; an output with `sameAs` has the type of that input. */
export interface Port {
  type: PortType | "any";
  title: string;
  description?: string;
  /** Inputs: the step also runs when nothing is wired here. */
  optional?: boolean;
  /** Inputs: several wires may end here; the step receives them in the document's order. */
  multiple?: boolean;
  /** Inputs of a map: the wire comes from inside it, once for each item. */
  inner?: boolean;
  /** Outputs: may be missing though the step ran well. */
  sometimes?: boolean;
  /** Outputs: the name of the `any` input whose type this output takes on. */
  sameAs?: string;
}

export type Ports = Record<string, Port>;

/**
 * Every node has this output besides its own: it carries the failure of the node, which is thereby handled, unless only
 * steps that run when the run has failed take it.
 */
export const ERROR_PORT = "error";
export const ERROR_OUTPUT: Port = {
  type: "failure",
  title: "Error",
  description:
    "Carries why the step failed; what is wired here handles the failure, unless it runs only when the run has failed.",
};

/** Why a value of type `from` cannot enter a port of type `to`, as a sentence; null when it can. */
function refusal(from: PortType | "any", to: PortType | "any"): string | null {
  if (from === to || to === "any" || to === "artifact") return null;
  if (from === "any") return null;
  if (from === "dataset" && to === "split")
    return "This input needs a split; put a Split step in between.";
  if (from === "split" && to === "dataset")
    return "This input needs one dataset, but a split holds several; wire one of the split's own outputs instead.";
  if (from === "list")
    return "This input takes one value, but a map gives a list: wire it to an input for several, or take the map's table.";
  if (from === "model" && to === "model-version")
    return "This input needs a registered version; put a Register step in between.";
  return `This input takes ${article(to)}, but the wire carries ${article(from)}.`;
}

/** Why a value of type `from` cannot enter an input; one for several takes a list as its values. */
export function entryRefusal(from: PortType | "any", input: Port): string | null {
  return from === "list" && input.multiple ? null : refusal(from, input.type);
}

function article(type: string): string {
  return `${/^[aeiou]/.test(type) ? "an" : "a"} ${type}`;
}
