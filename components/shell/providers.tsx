"use client";

import type { ReactNode } from "react";
import { DataProvider } from "../trpc.tsx";
import { Toaster } from "../ui/toast.tsx";
import { ThemeKeeper } from "./theme-switch.tsx";

/** What every page stands on. */
export function Providers({ children }: { children: ReactNode }) {
  return (
    <DataProvider>
      <ThemeKeeper />
      {children}
      <Toaster />
    </DataProvider>
  );
}
