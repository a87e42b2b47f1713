"use client";

import { Field as BaseField } from "@base-ui/react/field";
import type { ReactNode } from "react";
import { cx } from "./cx.ts";

interface Props {
  label: ReactNode;
  /** Helps before anything is wrong; stays visible. */
  description?: ReactNode;
  /** What is wrong and what to do; marks the control as invalid. */
  error?: ReactNode;
  optional?: boolean;
  name?: string;
  className?: string;
  /** One control: `Input`, `Textarea`, `Select`, … */
  children: ReactNode;
}

/** A control with its label, help and error, wired together for screen readers. */
export function Field({ label, description, error, optional, name, className, children }: Props) {
  return (
    <BaseField.Root
      name={name}
      invalid={Boolean(error)}
      className={cx("flex min-w-0 flex-col gap-1", className)}
    >
      <BaseField.Label className="text-sm font-medium">
        {label}
        {optional && <span className="text-muted font-normal"> (optional)</span>}
      </BaseField.Label>
      {children}
      {description && (
        <BaseField.Description className="text-muted text-xs">{description}</BaseField.Description>
      )}
      {error && (
        <BaseField.Error match className="text-danger text-xs">
          {error}
        </BaseField.Error>
      )}
    </BaseField.Root>
  );
}
