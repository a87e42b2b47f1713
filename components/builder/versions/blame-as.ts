"use client";
import { createContext } from "react";

/** The version that is looked at, for whoever says who set what; null in the draft. */
export const BlameAs = createContext<number | null>(null);
