"use client";

import { Monitor, Moon, Sun } from "lucide-react";
import { useEffect } from "react";
import { SegmentedControl } from "../ui/segmented-control.tsx";
import { THEME_KEY } from "./before-paint.ts";
import { useStoredChoice } from "./stored-choice.ts";

type Theme = "light" | "dark" | "system";

const OPTIONS = [
  { value: "light", label: <Sun aria-hidden />, name: "Light" },
  { value: "dark", label: <Moon aria-hidden />, name: "Dark" },
  { value: "system", label: <Monitor aria-hidden />, name: "As the machine" },
] as const;

export function ThemeSwitch({ className }: { className?: string }) {
  const [stored, store] = useStoredChoice(THEME_KEY);
  const theme: Theme = stored === "light" || stored === "dark" ? stored : "system";
  return (
    <SegmentedControl<Theme>
      label="Theme"
      options={OPTIONS}
      value={theme}
      onValueChange={(next) => store(next === "system" ? null : next)}
      className={className}
    />
  );
}

/** Keeps the page's theme what was chosen, in this tab or another, or what the machine changes to. */
export function ThemeKeeper() {
  const [stored] = useStoredChoice(THEME_KEY);
  useEffect(() => {
    const system = window.matchMedia("(prefers-color-scheme: dark)");
    const apply = () => {
      const dark = stored === "dark" || (stored !== "light" && system.matches);
      document.documentElement.dataset.theme = dark ? "dark" : "light";
    };
    apply();
    system.addEventListener("change", apply);
    return () => system.removeEventListener("change", apply);
  }, [stored]);
  return null;
}
