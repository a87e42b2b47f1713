import type { DocumentNode } from "./document.ts";

/** What stands in for a node, by the id that it had then: it may go by another one. */
export function pinAs({ pin }: Pick<DocumentNode, "pin">, id: string): Pick<DocumentNode, "pin"> {
  return pin && pin.node === undefined ? { pin: { ...pin, node: id } } : {};
}
