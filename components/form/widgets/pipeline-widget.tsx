"use client";
import { usePublished } from "../../pipelines/use-published.ts";
import { SuggestInput } from "./suggest-input.tsx";
import { aria, type WidgetProps } from "./widget.ts";

/** A pipeline of the workspace by name: one with a published version is offered, any other may be typed. */
export function PipelineWidget(props: WidgetProps) {
  const { value, onChange, label, placeholder } = props;
  const offered = (usePublished() ?? []).filter(({ archived }) => !archived);
  return (
    <SuggestInput
      {...aria(props)}
      aria-label={label}
      value={typeof value === "string" ? value : ""}
      placeholder={placeholder}
      suggestions={offered.map(({ name, latestVersion }) => ({
        value: name,
        note: `v${latestVersion}`,
      }))}
      onChange={(next) => onChange(next === "" ? undefined : next)}
    />
  );
}
