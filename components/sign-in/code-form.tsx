import { Field } from "../ui/field.tsx";
import { Input } from "../ui/input.tsx";
import { Next } from "./next.tsx";
import { Submit } from "./submit.tsx";

/** The second half of a sign-in. */
export function CodeForm({ next }: { next?: string }) {
  return (
    <form method="post" action="/api/sign-in/code" className="mt-4 flex flex-col gap-4">
      <Next next={next} />
      <Field
        label="Code"
        description="The six digits that your authenticator shows now, or one of your backup codes."
      >
        <Input
          name="code"
          required
          autoFocus
          inputMode="text"
          autoComplete="one-time-code"
          maxLength={20}
          className="font-mono tracking-widest"
        />
      </Field>
      <Submit>Sign in</Submit>
      <p className="text-muted text-xs">
        <a href="/sign-in" className="text-accent hover:underline">
          Begin again
        </a>{" "}
        as somebody else. Authenticator and backup codes lost? An admin of your workspace can reset
        your second factor.
      </p>
    </form>
  );
}
