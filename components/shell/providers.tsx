"use client";

import type { ReactNode } from "react";
import { DataProvider } from "../trpc.tsx";
import { Toaster } from "../ui/toast.tsx";
import { TooltipProvider } from "../ui/tooltip.tsx";
import { ThemeKeeper } from "./theme-switch.tsx";

/** What every page stands on. */
export function Providers({ children }: { children: ReactNode }) {
  return (
    <DataProvider>
      <TooltipProvider>
        <ThemeKeeper />
        {children}
        <Toaster />
      </TooltipProvider>
    </DataProvider>
  );
}
