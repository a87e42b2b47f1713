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

/** Which parts around the canvas are open. `?` opens the list of shortcuts. */
export function useFrame(): Frame {
  const [parts, setParts] = useState<Parts>({
    palette: true,
    problems: false,
    minimap: true,
    shortcuts: false,
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === "?" && !isTyping(event.target))
        setParts((before) => ({ ...before, shortcuts: true }));
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
  return {
    ...parts,
    toggle: (part) => setParts((before) => ({ ...before, [part]: !before[part] })),
  };
}
