import { Field } from "../ui/field.tsx";
import { Input } from "../ui/input.tsx";
import { Next } from "./next.tsx";
import { Submit } from "./submit.tsx";

/** Better-auth's own limits for new passwords. */
const SHORTEST = 12;
const LONGEST = 128;

/** Signs in with e-mail and password. */
export function PasswordForm({ email, next }: { email?: string; next?: string }) {
  return (
    <form method="post" action="/api/sign-in" className="mt-4 flex flex-col gap-4">
      <Next next={next} />
      <Field label="E-mail address">
        <Input name="email" type="email" required autoComplete="username" defaultValue={email} />
      </Field>
      <Password />
      <Submit>Sign in</Submit>
      <p className="text-muted text-xs">
        No account, or the password forgotten? Ask an admin of your workspace: they can invite you,
        or make you a link to a new password.
      </p>
    </form>
  );
}

/** Makes the first account, which is the admin's. */
export function RegisterForm({ email }: { email?: string }) {
  return (
    <form method="post" action="/api/sign-up" className="mt-1 flex flex-col gap-4">
      <p className="text-muted text-sm">
        Nobody has registered here yet. The first account is the admin of the workspace; after it,
        people come by invitation.
      </p>
      <Field label="Your name">
        <Input name="name" required autoComplete="name" maxLength={100} />
      </Field>
      <Field label="E-mail address">
        <Input name="email" type="email" required autoComplete="username" defaultValue={email} />
      </Field>
      <Password fresh />
      <Submit>Make the account</Submit>
    </form>
  );
}

/** Chooses a new password by an admin's link. */
export function NewPasswordForm({ action, email }: { action: string; email: string }) {
  return (
    <form method="post" action={action} className="mt-1 flex flex-col gap-4">
      <p className="text-muted text-sm">
        It takes the place of your old one, and ends your sessions everywhere. Then you sign in with
        it; a second factor stays as it is.
      </p>
      <Field label="E-mail address">
        <Input name="email" type="email" readOnly autoComplete="username" defaultValue={email} />
      </Field>
      <Password fresh />
      <Submit>Set the password</Submit>
    </form>
  );
}

/** The field of a password; `fresh` for one that is chosen now. */
export function Password({ fresh = false }: { fresh?: boolean }) {
  return (
    <Field label="Password" description={fresh ? `At least ${SHORTEST} characters.` : undefined}>
      <Input
        name="password"
        type="password"
        required
        minLength={fresh ? SHORTEST : undefined}
        maxLength={LONGEST}
        autoComplete={fresh ? "new-password" : "current-password"}
      />
    </Field>
  );
}
