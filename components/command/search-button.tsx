"use client";

import { Search } from "lucide-react";
import { Kbd } from "../ui/kbd.tsx";
import { paletteStore } from "./commands.ts";

/** Opens the palette, for who does not know its keys. */
export function SearchButton() {
  return (
    <button
      type="button"
      title="Find anything (Ctrl K)"
      onClick={() => paletteStore.getState().setOpen(true)}
      className="border-line text-muted hover:bg-hover hover:text-fg narrow:justify-center narrow:border-transparent narrow:px-0 mx-2 mb-1 flex h-8 items-center gap-2.5 rounded-md border px-2 text-sm"
    >
      <Search aria-hidden className="size-4 shrink-0" />
      <span className="narrow:sr-only flex-1 text-left">Find</span>
      <span className="narrow:hidden">
        <Kbd keys="Ctrl K" />
      </span>
    </button>
  );
}
