"use client";
import type { ParamValues } from "../../workflows/core/document.ts";
import { withKey } from "../../workflows/core/json.ts";
import { paramProblems, paramsSchema, type Params } from "./param-check.ts";
import { SchemaForm } from "./schema-form/schema-form.tsx";
import "./form.css";

/**
 * A typed control for each param; what is not set takes the default, which is shown. `tried` tells also what is missing:
 * whoever sends the values asks `paramProblems` first.
 */
export function ParamsForm({
  params,
  values,
  onChange,
  tried = false,
  id = "params",
}: {
  params: Params;
  values: ParamValues;
  onChange: (values: ParamValues) => void;
  tried?: boolean;
  /** Prefix of the controls' ids. */
  id?: string;
}) {
  const problems = paramProblems(params, values);
  return (
    <SchemaForm
      id={id}
      schema={paramsSchema(params)}
      value={values}
      plain
      problemsOf={(name) =>
        problems[name] !== undefined && (tried || values[name] !== undefined)
          ? [problems[name]]
          : []
      }
      onChange={(name, value) =>
        onChange(withKey(values, name, value as ParamValues[string] | undefined))
      }
    />
  );
}
