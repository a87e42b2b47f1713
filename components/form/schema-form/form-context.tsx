"use client";
import { createContext, useContext, type ReactNode } from "react";
import type { DocumentParam } from "../../../workflows/core/document.ts";
import type { CelScope } from "../cel/cel-scope.ts";

export interface KnownColumn {
  name: string;
  type: string;
}

/** What the widgets of a form may know about its surroundings. */
export interface FormSurroundings {
  /** Columns that reach this step, as far as they are known before a run. */
  columns: readonly KnownColumn[];
  /** The same by input, for SQL; an input whose columns are not known is left out. */
  tables?: Readonly<Record<string, readonly KnownColumn[]>>;
  /** Inputs that are wired and whose columns are not known. */
  unknownTables?: readonly string[];
  /** Params that a field may take its value from; left out where no field may. */
  params?: Readonly<Record<string, DocumentParam>>;
  /** Makes a param (under a free name like the one asked for) and gives `use` its name, as one step of undo. */
  addParam?: (name: string, param: DocumentParam, use: (name: string) => void) => void;
  /** What would set a field right, where something is wrong with it. */
  remedies?: (field: string) => ReactNode;
  /** What CEL may name here, with example values. */
  celScope?: CelScope;
}

const Context = createContext<FormSurroundings>({ columns: [] });

export const FormContext = Context.Provider;

export function useFormContext(): FormSurroundings {
  return useContext(Context);
}
