import type { Port, PortType } from "../../../workflows/core/ports.ts";

/** A port's type in words. */
export function portWords(type: PortType | "any"): string {
  if (type === "any") return "anything";
  if (type === "list") return "a list, one value for each item";
  return type.replaceAll("-", " ");
}

/** What a port takes or gives, and how it may be used: `dataset, optional`. */
export function aboutPort({ type, optional, multiple }: Port): string {
  return [portWords(type), optional && "optional", multiple && "takes several"]
    .filter(Boolean)
    .join(", ");
}
