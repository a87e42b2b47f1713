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
  /** Outputs: the name of the `any` input whose type this output takes on. */
  sameAs?: string;
}

export type Ports = Record<string, Port>;

/** Why a value of type `from` cannot enter a port of type `to`, as a sentence; null when it can. */
export function refusal(from: PortType | "any", to: PortType | "any"): string | null {
  if (from === to || to === "any" || to === "artifact") return null;
  if (from === "any") return null;
  if (from === "dataset" && to === "split")
    return "This input needs a split; put a Split step in between.";
  if (from === "split" && to === "dataset")
    return "This input needs one dataset, but a split holds several; wire one of the split's own outputs instead.";
  if (from === "model" && to === "model-version")
    return "This input needs a registered version; put a Register step in between.";
  return `This input takes ${article(to)}, but the wire carries ${article(from)}.`;
}

function article(type: string): string {
  return `${/^[aeiou]/.test(type) ? "an" : "a"} ${type}`;
}
