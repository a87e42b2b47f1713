"use client";
import { usePublished } from "../../pipelines/use-published.ts";
import { SuggestWidget } from "./suggest-widget.tsx";
import type { WidgetProps } from "./widget.ts";

/** A pipeline of the workspace by name: one with a published version is offered, any other may be typed. */
export function PipelineWidget(props: WidgetProps) {
  const offered = (usePublished() ?? []).filter(({ archived }) => !archived);
  const suggestions = offered.map(({ name, latestVersion }) => ({
    value: name,
    note: `v${latestVersion}`,
  }));
  return <SuggestWidget {...props} schema={{ ...props.schema, suggestions }} />;
}
