import type { ComponentType } from "react";
import type { FieldWidget } from "../schema-form/fields.ts";
import { BooleanWidget, ChoicesWidget, EnumWidget } from "./choice-widgets.tsx";
import { CelWidget } from "./cel-widget.tsx";
import { JsonWidget, PythonWidget, YamlWidget } from "./code-widgets.tsx";
import { ColumnWidget } from "./column-widget.tsx";
import { ColumnsWidget } from "./columns-widget.tsx";
import { DurationWidget } from "./duration-widget.tsx";
import { NumbersWidget, TextsWidget } from "./list-widgets.tsx";
import { MarkdownWidget } from "./markdown-widget.tsx";
import { NumberWidget, SliderWidget } from "./number-widgets.tsx";
import { ObjectsWidget } from "./objects-widget.tsx";
import { RecordWidget } from "./record-widget.tsx";
import { SecretWidget } from "./secret-widget.tsx";
import { SourceWidget } from "./source-widget.tsx";
import { SqlWidget } from "./sql-widget.tsx";
import { ScalarWidget, TextareaWidget, TextWidget } from "./text-widgets.tsx";
import type { WidgetProps } from "./widget.ts";

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
  column: ColumnWidget,
  columns: ColumnsWidget,
  sql: SqlWidget,
  cel: CelWidget,
  python: PythonWidget,
  secret: SecretWidget,
  texts: TextsWidget,
  numbers: NumbersWidget,
  choices: ChoicesWidget,
  objects: ObjectsWidget,
  record: RecordWidget,
  json: JsonWidget,
  yaml: YamlWidget,
};
