"use client";
import { useEffect, useState } from "react";
import { isTyping } from "./canvas/use-shortcuts.ts";

interface Parts {
  palette: boolean;
  problems: boolean;
  minimap: boolean;
  shortcuts: boolean;
}

export interface Frame extends Parts {
  toggle: (part: keyof Parts) => void;
}

/** Which parts around the canvas are open. `?` opens the list of shortcuts, L the list of problems. */
export function useFrame(): Frame {
  const [parts, setParts] = useState<Parts>({
    palette: true,
    problems: false,
    minimap: true,
    shortcuts: false,
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === "?") setParts((before) => ({ ...before, shortcuts: true }));
      if (event.key.toLowerCase() !== "l") return;
      setParts((before) => ({ ...before, problems: true }));
      // It takes the keyboard when it opens; open already, it is given it.
      document.querySelector<HTMLElement>("[data-problem-row]")?.focus();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
  return {
    ...parts,
    toggle: (part) => setParts((before) => ({ ...before, [part]: !before[part] })),
  };
}
