"use client";
import { createContext, useContext } from "react";

export interface KnownColumn {
  name: string;
  type: string;
}

/** What the widgets of a form may know about its surroundings. */
export interface FormSurroundings {
  /** Columns that reach this step, as far as they are known before a run. */
  columns: readonly KnownColumn[];
}

const Context = createContext<FormSurroundings>({ columns: [] });

export const FormContext = Context.Provider;

export function useFormContext(): FormSurroundings {
  return useContext(Context);
}
