"use client";
import { useQuery } from "@tanstack/react-query";
import { useCan } from "../../shell/use-can.ts";
import { useTRPC } from "../../trpc.tsx";
import { SuggestInput } from "./suggest-input.tsx";
import { aria, type WidgetProps } from "./widget.ts";

/** A secret by name: those that are there are offered, one that will be set later may be typed. */
export function SecretWidget(props: WidgetProps) {
  const { value, onChange, label, placeholder } = props;
  const trpc = useTRPC();
  const mayList = useCan("secrets.write");
  const secrets = useQuery(trpc.secrets.list.queryOptions(undefined, { enabled: mayList }));
  const known = secrets.data?.items ?? [];
  return (
    <>
      <SuggestInput
        {...aria(props)}
        aria-label={label}
        value={typeof value === "string" ? value : ""}
        placeholder={placeholder || "None"}
        suggestions={known.map(({ name }) => ({ value: name }))}
        onChange={(next) => onChange(next === "" ? undefined : next)}
      />
      {typeof value === "string" &&
        value !== "" &&
        secrets.data &&
        !known.some(({ name }) => name === value) && (
          <p className="mt-1 text-xs text-warn">
            There is no secret of this name yet: add it in Settings before a run needs it.
          </p>
        )}
    </>
  );
}
