"use client";

import { lazy, Suspense, useEffect, useState } from "react";
import { useStore } from "zustand";
import type { Me } from "../shell/me.ts";
import { atHand } from "../ui/at-hand.ts";
import { later } from "../ui/later.tsx";
import { paletteStore } from "./commands.ts";

const commands = atHand(() => import("./app-commands.tsx"));
const NewDialog = later(async () => (await import("../pipelines/new-dialog.tsx")).NewDialog);
const Palette = lazy(() => import("./palette.tsx"));

/** The palette of commands, by Ctrl K on every page; its code comes when it is first opened. */
export function CommandPalette({ me }: { me: Me }) {
  const open = useStore(paletteStore, (state) => state.open);
  const [opened, setOpened] = useState(false);
  const [naming, setNaming] = useState(false);
  const offered = commands.usePart();
  if (open && !opened) setOpened(true);
  useEffect(() => {
    const { setOpen } = paletteStore.getState();
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey)) return;
      if (event.shiftKey || event.altKey) return;
      // Before a text editor, or the browser, takes it.
      event.preventDefault();
      event.stopPropagation();
      setOpen(!paletteStore.getState().open);
    };
    window.addEventListener("keydown", onKey, true);
    return () => {
      window.removeEventListener("keydown", onKey, true);
      setOpen(false);
    };
  }, []);
  return (
    <>
      {offered && <offered.AppCommands me={me} onNewPipeline={() => setNaming(true)} />}
      {opened && (
        <Suspense>
          <Palette open={open} onOpenChange={paletteStore.getState().setOpen} />
        </Suspense>
      )}
      {naming && <NewDialog open onOpenChange={setNaming} />}
    </>
  );
}
