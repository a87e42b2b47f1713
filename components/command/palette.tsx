"use client";

import { Autocomplete } from "@base-ui/react/autocomplete";
import { Dialog } from "@base-ui/react/dialog";
import { Search } from "lucide-react";
import { useRef, useState } from "react";
import { DIALOG_BACKDROP_CLASS } from "../ui/dialog-class.ts";
import { Kbd } from "../ui/kbd.tsx";
import { SpinnerIcon } from "../ui/spinner.tsx";
import type { Command } from "./commands.ts";
import { remember } from "./recent.ts";
import { useEntries, type EntryGroup } from "./use-entries.tsx";

/** Everything there is and everything one can do, by a few letters. */
export default function Palette({
  open,
  onOpenChange,
}: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}) {
  const chosen = useRef<Command>(null);
  return (
    <Dialog.Root
      open={open}
      onOpenChange={onOpenChange}
      onOpenChangeComplete={(isOpen) => {
        if (isOpen) return;
        // Only now: a command may move the focus, which the closing dialog gives back to where it was.
        const command = chosen.current;
        chosen.current = null;
        command?.run();
      }}
    >
      <Dialog.Portal>
        <Dialog.Backdrop className={DIALOG_BACKDROP_CLASS} />
        <Dialog.Viewport className="fixed inset-0 z-50 flex items-start justify-center px-4 pt-[12vh]">
          <Dialog.Popup
            aria-label="Commands"
            className="bg-raised text-fg border-line shadow-raised flex max-h-[68vh] w-full max-w-2xl flex-col overflow-hidden rounded-lg border outline-none"
          >
            <Entries
              onChoose={(command) => {
                if (!command.id.includes(":")) remember({ id: command.id });
                chosen.current = command;
                onOpenChange(false);
              }}
            />
          </Dialog.Popup>
        </Dialog.Viewport>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Entries({ onChoose }: { onChoose: (command: Command) => void }) {
  const [text, setText] = useState("");
  const { groups, searching } = useEntries(text);
  return (
    <Autocomplete.Root
      open
      inline
      mode="none"
      autoHighlight="always"
      keepHighlight
      items={groups}
      value={text}
      onValueChange={(next, { reason }) => {
        if (reason !== "item-press") setText(next);
      }}
      itemToStringValue={(command: Command) => command.title}
    >
      <div className="border-line flex shrink-0 items-center gap-2.5 border-b px-4">
        <Search aria-hidden className="text-muted size-4 shrink-0" />
        <Autocomplete.Input
          aria-label="Find a command, a step, a pipeline, a run…"
          placeholder="Find a command, a step, a pipeline, a run…"
          className="placeholder:text-muted h-12 min-w-0 flex-1 bg-transparent text-base outline-none"
        />
        <span role="status" className="text-muted flex items-center gap-1.5 text-xs">
          {searching && (
            <>
              <SpinnerIcon /> Searching…
            </>
          )}
        </span>
      </div>
      <Autocomplete.Empty>
        {!searching && (
          <p className="text-muted px-4 py-8 text-center text-sm text-balance">
            Nothing is called “{text.trim()}”. Try fewer letters, or a part of the name; a run is
            also found by the beginning or the end of its id.
          </p>
        )}
      </Autocomplete.Empty>
      <Autocomplete.List
        aria-label="Commands"
        className="min-h-0 flex-1 scroll-py-8 overflow-y-auto overscroll-contain px-2 data-empty:hidden"
      >
        {(group: EntryGroup) => (
          <Autocomplete.Group key={group.title} items={group.items} className="pb-1">
            <Autocomplete.GroupLabel className="bg-raised text-muted sticky top-0 z-10 px-2 pt-2.5 pb-1 text-2xs font-medium">
              {group.title}
            </Autocomplete.GroupLabel>
            <Autocomplete.Collection>
              {(command: Command) => (
                <Autocomplete.Item
                  key={command.id}
                  value={command}
                  data-command={command.id}
                  onClick={() => onChoose(command)}
                  className="data-[highlighted]:bg-selected flex h-9 cursor-default items-center gap-2.5 rounded-md px-2 text-sm select-none [&_svg]:size-4 [&_svg]:shrink-0"
                >
                  <span aria-hidden className="text-muted flex w-4 shrink-0 justify-center">
                    {command.icon}
                  </span>
                  <span className="max-w-[70%] shrink-0 truncate">{command.title}</span>
                  <span className="text-muted min-w-0 flex-1 truncate text-xs">
                    {command.detail}
                  </span>
                  {command.keys && <Kbd keys={command.keys} />}
                </Autocomplete.Item>
              )}
            </Autocomplete.Collection>
          </Autocomplete.Group>
        )}
      </Autocomplete.List>
      <footer className="border-line text-muted flex h-9 shrink-0 items-center gap-4 border-t px-4 text-2xs">
        <Hint keys="↑ ↓" words="choose" />
        <Hint keys="Enter" words="do it" />
        <Hint keys="Esc" words="close" />
        <span className="ml-auto max-sm:hidden">Steps, pipelines, runs and all else by name</span>
      </footer>
    </Autocomplete.Root>
  );
}

function Hint({ keys, words }: { keys: string; words: string }) {
  return (
    <span className="flex items-center gap-1.5">
      <Kbd keys={keys} /> {words}
    </span>
  );
}
