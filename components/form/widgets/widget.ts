import type { ReactNode } from "react";
import type { JsonSchema } from "../schema-form/fields.ts";

export interface SchemaFormProps {
  /** Prefix of the controls' ids: `<id>.<field>`. */
  id: string;
  schema: JsonSchema;
  value: Record<string, unknown>;
  /** `undefined` unsets the field. */
  onChange: (field: string, value: unknown) => void;
  /** Unsets several fields as one change; without it each is a change of its own. */
  onReset?: (fields: readonly string[]) => void;
  /** What is wrong with a field, or with something in it: by its name, or a path such as `checks.2.column`. */
  problemsOf?: (path: string) => readonly string[];
  /** Of the form in the config, where it is a form within another: `checks.2`. */
  path?: string;
  /** Values that could stand in required fields; shown as `e.g. …`. */
  example?: Record<string, unknown>;
  /** Fields in which the things edited together differ. */
  mixed?: ReadonlySet<string>;
  disabled?: boolean;
  /** Closer together, for a form within another. */
  compact?: boolean;
  /** All fields at once, however many: no search, nothing folded. */
  plain?: boolean;
}

/** What every widget is given. `undefined` as a value means unset: the step's default holds. */
export interface WidgetProps {
  /** Of the control, for its label. */
  id: string;
  label: string;
  schema: JsonSchema;
  value: unknown;
  onChange: (value: unknown) => void;
  /** The default, or an example; what holds while nothing is set. */
  placeholder: string;
  /** A value is needed, and there is no default. */
  required: boolean;
  /** Several are edited at once, and they differ here: none of their values is shown. */
  mixed: boolean;
  invalid: boolean;
  describedBy?: string;
  disabled: boolean;
  /** Of the field in the config. */
  path: string;
  /** What the form holds in all of its fields. */
  siblings: Readonly<Record<string, unknown>>;
  /** What is wrong with a part of the value, by its path within it: `2`, `2.column`. */
  problemsIn: (path: string) => readonly string[];
  /** Draws a form within the widget. */
  renderForm: (props: SchemaFormProps) => ReactNode;
}

/** The attributes that tie a control to its label, help and problem. */
export function aria({ id, invalid, describedBy, disabled }: WidgetProps) {
  return {
    id,
    disabled,
    "aria-invalid": invalid || undefined,
    "aria-describedby": describedBy,
  } as const;
}

/** What an editor of code takes from its widget. */
export function codeProps({ id, label, describedBy, invalid, disabled, placeholder }: WidgetProps) {
  return { id, label, describedBy, invalid, placeholder, readOnly: disabled };
}
