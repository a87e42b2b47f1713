"use client";
import { ListFilter, RotateCcw, Search } from "lucide-react";
import { Input } from "../../ui/input.tsx";
import { IconButton } from "../../ui/icon-button.tsx";

/** Above a long form: search, only what is changed, all back to the defaults. */
export function FormBar({
  query,
  onQuery,
  changed,
  onlyChanged,
  onOnlyChanged,
  onReset,
}: {
  query: string;
  onQuery: (query: string) => void;
  changed: number;
  onlyChanged: boolean;
  onOnlyChanged: (only: boolean) => void;
  /** Left out where nothing may be changed. */
  onReset?: () => void;
}) {
  return (
    <div role="search" className="flex items-center gap-1">
      <div className="relative min-w-0 flex-1">
        <Search aria-hidden className="text-muted absolute top-1.5 left-2 size-4" />
        <Input
          size="sm"
          className="pl-8"
          aria-label="Find a setting"
          placeholder="Find a setting"
          value={query}
          onChange={(event) => onQuery(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== "Escape" || query === "") return;
            event.stopPropagation();
            onQuery("");
          }}
        />
      </div>
      <button
        type="button"
        className="pf-toggle"
        aria-pressed={onlyChanged}
        onClick={() => onOnlyChanged(!onlyChanged)}
      >
        <ListFilter aria-hidden className="size-3.5" />
        {changed} changed
      </button>
      {onReset && (
        <IconButton
          size="sm"
          label="Reset all to their defaults"
          icon={<RotateCcw aria-hidden />}
          disabled={changed === 0}
          onClick={onReset}
        />
      )}
    </div>
  );
}
