"use client";
import { useMemo } from "react";
import type { DocumentWire } from "../../../workflows/core/document.ts";
import { isKnown, ITEM, type KnownColumn } from "../../../workflows/core/known-columns.ts";
import type { Ports } from "../../../workflows/core/ports.ts";
import { registry } from "../../../workflows/steps/index.ts";
import { knownInputs, type KnownInputs } from "../knowledge/known-inputs.ts";
import { useKnowledge } from "../knowledge/knowledge-store.ts";
import { useEditor } from "../store/editor-context.tsx";

const NO_WIRES: readonly DocumentWire[] = [];
const NO_PORTS: Ports = {};
const NO_FIELDS: readonly KnownColumn[] = [];

/** The columns that reach a step before anything has run, together and by input. */
export function useUpstreamTables(id: string): KnownInputs {
  const wires = useEditor(({ document }) => document.wires ?? NO_WIRES);
  const inputs = useEditor(({ document }) => {
    const kind = document.nodes.find((node) => node.id === id)?.kind;
    return registry.get(kind ?? "")?.inputs ?? NO_PORTS;
  });
  const known = useKnowledge((state) => state.nodes);
  return useMemo(() => knownInputs(id, inputs, wires, known), [id, inputs, wires, known]);
}

/** The fields of the items that a step inside a map is run for, as far as they have such. */
export function useItemFields(id: string): readonly KnownColumn[] {
  const map = useEditor(({ document }) => document.nodes.find((node) => node.id === id)?.parent);
  return useKnowledge((state) => {
    const item = map === undefined ? undefined : state.nodes[map]?.[ITEM];
    return isKnown(item) ? item.columns : NO_FIELDS;
  });
}
