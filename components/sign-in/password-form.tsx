"use client";

import { useState, type FormEvent } from "react";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { Input } from "../ui/input.tsx";
import { Notice } from "../ui/notice.tsx";
import { post } from "./post.ts";

const SHORTEST = 12;

/** Signs in with e-mail and password; `register` makes the first account, which is the admin's. */
export function PasswordForm({ register }: { register: boolean }) {
  const [pending, setPending] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = Object.fromEntries(new FormData(event.currentTarget));
    setPending(true);
    setProblem(null);
    const refusal = await post(`/api/auth/${register ? "sign-up" : "sign-in"}/email`, form);
    if (refusal === null) {
      window.location.assign("/pipelines");
      return;
    }
    setProblem(refusal);
    setPending(false);
  };
  return (
    <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
      <div>
        <h1 className="text-lg font-semibold">{register ? "Make the first account" : "Sign in"}</h1>
        {register && (
          <p className="text-muted mt-1 text-sm">
            Nobody has registered here yet. The first account is the admin of the workspace; after
            it, registration is closed.
          </p>
        )}
      </div>
      {problem && <Notice tone="danger">{problem}</Notice>}
      {register && (
        <Field label="Your name">
          <Input name="name" required autoComplete="name" />
        </Field>
      )}
      <Field label="E-mail address">
        <Input name="email" type="email" required autoComplete="username" />
      </Field>
      <Field
        label="Password"
        description={register ? `At least ${SHORTEST} characters.` : undefined}
      >
        <Input
          name="password"
          type="password"
          required
          minLength={register ? SHORTEST : undefined}
          autoComplete={register ? "new-password" : "current-password"}
        />
      </Field>
      <Button type="submit" variant="primary" pending={pending}>
        {register ? "Make the account" : "Sign in"}
      </Button>
      {!register && (
        <p className="text-muted text-xs">
          No account, or the password is forgotten? An admin of your workspace can help.
        </p>
      )}
    </form>
  );
}
