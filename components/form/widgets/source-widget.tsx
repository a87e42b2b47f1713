"use client";
import { useQuery } from "@tanstack/react-query";
import { Upload } from "lucide-react";
import { useRef, useState } from "react";
import { parseSource } from "../../../workflows/core/sources.ts";
import { useTRPC } from "../../trpc.tsx";
import { Button } from "../../ui/button.tsx";
import { Select, type SelectOption } from "../../ui/select.tsx";
import { upload } from "./upload.ts";
import type { WidgetProps } from "./widget.ts";

/** A registered dataset, or a file from this machine: chosen, or dropped here. */
export function SourceWidget(props: WidgetProps) {
  const { id, label, value, onChange, disabled, invalid } = props;
  const trpc = useTRPC();
  const datasets = useQuery(trpc.datasets.list.queryOptions({ limit: 200 }));
  const [busy, setBusy] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [over, setOver] = useState(false);
  const picker = useRef<HTMLInputElement>(null);

  const known: SelectOption<string>[] = (datasets.data?.items ?? []).map(({ name, latest }) => ({
    value: `dataset:${name}`,
    label: name,
    hint: latest
      ? `${latest.rows.toLocaleString("en")} rows · ${latest.columnCount} columns · v${latest.number}`
      : "No version yet",
    disabled: latest === null,
  }));
  const options =
    typeof value === "string" && value !== "" && !known.some((option) => option.value === value)
      ? [{ value, ...describe(value) }, ...known]
      : known;

  async function send(file: File | undefined) {
    if (!file || disabled) return;
    setBusy(file.name);
    setProblem(null);
    try {
      onChange(await upload(file));
    } catch (error) {
      setProblem(error instanceof Error ? error.message : "The upload failed: try again.");
    } finally {
      setBusy(null);
    }
  }

  return (
    <div
      data-over={over || undefined}
      className="data-over:outline-accent rounded-md data-over:outline-2 data-over:outline-offset-2"
      onDragOver={(event) => {
        if (disabled || !event.dataTransfer.types.includes("Files")) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        if (event.dataTransfer.files.length === 0) return;
        event.preventDefault();
        setOver(false);
        void send(event.dataTransfer.files[0]);
      }}
    >
      <div className="flex gap-2">
        <Select
          id={id}
          aria-label={label}
          className={invalid ? "border-danger" : undefined}
          options={options}
          value={typeof value === "string" ? value : null}
          placeholder={
            datasets.isPending
              ? "Loading datasets…"
              : known.length === 0
                ? "No datasets yet: upload a file"
                : "Choose a dataset"
          }
          disabled={disabled || busy !== null}
          onValueChange={(next) => onChange(next)}
        />
        <Button
          icon={<Upload aria-hidden />}
          pending={busy !== null}
          disabled={disabled}
          onClick={() => picker.current?.click()}
        >
          Upload
        </Button>
      </div>
      <input
        ref={picker}
        type="file"
        className="hidden"
        aria-label={`Upload a file for ${label}`}
        data-testid="source-file"
        accept=".csv,.tsv,.txt,.parquet,.jsonl,.ndjson,.json"
        onChange={(event) => {
          void send(event.target.files?.[0]);
          event.target.value = "";
        }}
      />
      {busy && (
        <p role="status" className="text-muted mt-1 truncate text-xs">
          Uploading {busy}…
        </p>
      )}
      {(problem ?? datasets.error?.message) && (
        <p role="alert" className="text-danger mt-1 text-xs">
          {problem ?? `The datasets could not be listed: ${datasets.error?.message}`}
        </p>
      )}
    </div>
  );
}

function describe(source: string): { label: string; hint: string } {
  const parsed = parseSource(source);
  if (parsed.type === "upload")
    return { label: parsed.name, hint: `Uploaded file ${parsed.hash.slice(0, 8)}` };
  if (parsed.type === "path")
    return { label: parsed.path, hint: "A file beside the document: upload it here" };
  return {
    label: parsed.version === null ? parsed.name : `${parsed.name} v${parsed.version}`,
    hint: "Registered dataset",
  };
}
