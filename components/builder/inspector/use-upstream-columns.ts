"use client";
import { useMemo } from "react";
import type { DocumentWire } from "../../../workflows/core/document.ts";
import type { Ports } from "../../../workflows/core/ports.ts";
import { registry } from "../../../workflows/steps/index.ts";
import { knownInputs, type KnownInputs } from "../knowledge/known-inputs.ts";
import { useKnowledge } from "../knowledge/knowledge-store.ts";
import { useEditor } from "../store/editor-context.tsx";

const NO_WIRES: readonly DocumentWire[] = [];
const NO_PORTS: Ports = {};

/** The columns that reach a step before anything has run, together and by input; inside a map the fields of its items too. */
export function useUpstreamTables(id: string): KnownInputs {
  const wires = useEditor(({ document }) => document.wires ?? NO_WIRES);
  const map = useEditor(({ document }) => document.nodes.find((node) => node.id === id)?.parent);
  const inputs = useEditor(({ document }) => {
    const kind = document.nodes.find((node) => node.id === id)?.kind;
    return registry.get(kind ?? "")?.inputs ?? NO_PORTS;
  });
  const known = useKnowledge((state) => state.nodes);
  return useMemo(
    () => knownInputs({ id, map }, inputs, wires, known),
    [id, map, inputs, wires, known],
  );
}
