"use client";
import { usePublishedDocument } from "../../pipelines/use-published-document.ts";
import { usePublished } from "../../pipelines/use-published.ts";
import { outputsIn, paramsOf } from "./pipeline-names.ts";
import { RecordWidget } from "./record-widget.tsx";
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

/** Values for the params of the pipeline that the form names: its params are offered. */
export function PipelineParamsWidget(props: WidgetProps) {
  const document = useNamed(props);
  const suggestions = document ? paramsOf(document) : [];
  return <RecordWidget {...props} schema={{ ...props.schema, suggestions }} />;
}

/** An output of the pipeline that the form names: those of its steps are offered. */
export function PipelineOutputWidget(props: WidgetProps) {
  const document = useNamed(props);
  const suggestions = document ? outputsIn(document) : [];
  return <SuggestWidget {...props} schema={{ ...props.schema, suggestions }} />;
}

function useNamed({ siblings }: WidgetProps) {
  return usePublishedDocument(siblings["pipeline"], siblings["version"]);
}
