"use client";

import { FileUp } from "lucide-react";
import { useId, useState } from "react";
import { formatBytes } from "../ui/format.ts";
import { cx } from "../ui/cx.ts";

interface Props {
  file: File | null;
  onFile: (file: File) => void;
  disabled?: boolean;
}

/** Takes one file, dropped or chosen. */
export function FileDrop({ file, onFile, disabled = false }: Props) {
  const id = useId();
  const [over, setOver] = useState(false);
  return (
    <label
      htmlFor={id}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        const dropped = event.dataTransfer.files[0];
        if (dropped && !disabled) onFile(dropped);
      }}
      className={cx(
        "border-line-strong/70 focus-within:outline-accent flex cursor-pointer flex-col items-center gap-1 rounded-md border border-dashed px-4 py-5 text-center text-sm focus-within:outline-2",
        over ? "bg-selected" : "bg-sunken hover:bg-hover",
        disabled && "pointer-events-none opacity-60",
      )}
    >
      <FileUp aria-hidden className="text-muted size-5" />
      {file ? (
        <span>
          <span className="font-medium break-all">{file.name}</span>{" "}
          <span className="text-muted">({formatBytes(file.size)}); click to choose another</span>
        </span>
      ) : (
        <span>
          Drop a file here, or <span className="text-accent font-medium">choose one</span>
          <span className="text-muted block text-xs">
            CSV, Parquet or JSON lines, with the columns named; 2 GB at most
          </span>
        </span>
      )}
      <input
        id={id}
        type="file"
        className="sr-only"
        disabled={disabled}
        accept=".csv,.tsv,.txt,.parquet,.jsonl,.ndjson,.json"
        onChange={(event) => {
          const chosen = event.target.files?.[0];
          if (chosen) onFile(chosen);
        }}
      />
    </label>
  );
}
