"use client";

import { Field } from "../ui/field.tsx";
import { Input } from "../ui/input.tsx";

/** Asks for what proves who one is: the password of who has one, of others the code of the authenticator. */
export function ProofField({
  password,
  value,
  onChange,
  error,
}: {
  password: boolean;
  value: string;
  onChange: (value: string) => void;
  error?: string;
}) {
  return password ? (
    <Field label="Your password" error={error}>
      <Input
        type="password"
        autoComplete="current-password"
        value={value}
        onValueChange={onChange}
        maxLength={128}
      />
    </Field>
  ) : (
    <Field
      label="Code"
      description="The six digits that your authenticator shows now."
      error={error}
    >
      <Input
        autoComplete="one-time-code"
        inputMode="numeric"
        className="font-mono tracking-widest"
        value={value}
        onValueChange={onChange}
        maxLength={7}
      />
    </Field>
  );
}
