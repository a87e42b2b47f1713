import type { JsonSchema } from "../schema-form/fields.ts";

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
  invalid: boolean;
  describedBy?: string;
  disabled: boolean;
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
