import type { ComponentType } from "react";
import { later } from "../../ui/later.tsx";
import type { FieldWidget } from "../schema-form/fields.ts";
import { ChipsWidget } from "./list-widgets.tsx";
import { NumberWidget, SliderWidget } from "./number-widgets.tsx";
import { ScalarWidget, TextareaWidget, TextWidget } from "./text-widgets.tsx";
import type { WidgetProps } from "./widget.ts";

/** Those that bring an editor, a list or a file with them are loaded with the first field that needs them. */
const BooleanWidget = later<WidgetProps>(
  async () => (await import("./choice-widgets.tsx")).BooleanWidget,
  undefined,
  "soon",
);
const ChoicesWidget = later<WidgetProps>(
  async () => (await import("./choice-widgets.tsx")).ChoicesWidget,
);
const EnumWidget = later<WidgetProps>(
  async () => (await import("./choice-widgets.tsx")).EnumWidget,
  undefined,
  "soon",
);
const CelWidget = later<WidgetProps>(async () => (await import("./cel-widget.tsx")).CelWidget);
const DurationWidget = later<WidgetProps>(
  async () => (await import("./duration-widget.tsx")).DurationWidget,
  undefined,
  "soon",
);
const JsonWidget = later<WidgetProps>(async () => (await import("./code-widgets.tsx")).JsonWidget);
const PythonWidget = later<WidgetProps>(
  async () => (await import("./code-widgets.tsx")).PythonWidget,
);
const YamlWidget = later<WidgetProps>(async () => (await import("./code-widgets.tsx")).YamlWidget);
const ColumnWidget = later<WidgetProps>(
  async () => (await import("./column-widget.tsx")).ColumnWidget,
);
const ColumnsWidget = later<WidgetProps>(
  async () => (await import("./columns-widget.tsx")).ColumnsWidget,
);
const MarkdownWidget = later<WidgetProps>(
  async () => (await import("./markdown-widget.tsx")).MarkdownWidget,
);
const ObjectsWidget = later<WidgetProps>(
  async () => (await import("./objects-widget.tsx")).ObjectsWidget,
);
const PipelineWidget = later<WidgetProps>(
  async () => (await import("./pipeline-widget.tsx")).PipelineWidget,
);
const PipelineOutputWidget = later<WidgetProps>(
  async () => (await import("./pipeline-widget.tsx")).PipelineOutputWidget,
);
const PipelineParamsWidget = later<WidgetProps>(
  async () => (await import("./pipeline-widget.tsx")).PipelineParamsWidget,
);
const RecordWidget = later<WidgetProps>(
  async () => (await import("./record-widget.tsx")).RecordWidget,
);
const SecretWidget = later<WidgetProps>(
  async () => (await import("./secret-widget.tsx")).SecretWidget,
);
const SourceWidget = later<WidgetProps>(
  async () => (await import("./source-widget.tsx")).SourceWidget,
);
const SqlWidget = later<WidgetProps>(async () => (await import("./sql-widget.tsx")).SqlWidget);

export const WIDGETS: Record<FieldWidget, ComponentType<WidgetProps>> = {
  text: TextWidget,
  textarea: TextareaWidget,
  markdown: MarkdownWidget,
  number: NumberWidget,
  scalar: ScalarWidget,
  duration: DurationWidget,
  slider: SliderWidget,
  boolean: BooleanWidget,
  enum: EnumWidget,
  source: SourceWidget,
  pipeline: PipelineWidget,
  "pipeline-output": PipelineOutputWidget,
  "pipeline-params": PipelineParamsWidget,
  column: ColumnWidget,
  columns: ColumnsWidget,
  sql: SqlWidget,
  cel: CelWidget,
  python: PythonWidget,
  secret: SecretWidget,
  texts: ChipsWidget,
  numbers: ChipsWidget,
  choices: ChoicesWidget,
  objects: ObjectsWidget,
  record: RecordWidget,
  json: JsonWidget,
  yaml: YamlWidget,
};
