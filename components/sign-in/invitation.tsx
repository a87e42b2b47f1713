import type { ReviewFunction, Role } from "../../db/schema/auth.ts";
import { FUNCTION_NAMES } from "../settings/function-names.ts";
import { ROLE_MAY } from "../settings/role-may.ts";
import { Field } from "../ui/field.tsx";
import { Input } from "../ui/input.tsx";
import { Time } from "../ui/time.tsx";
import { Password } from "./password-form.tsx";
import { ProviderLink } from "./provider-link.tsx";
import { Submit } from "./submit.tsx";

interface Props {
  /** Where the form is sent. */
  action: string;
  /** This page, to come back to from the provider. */
  page: string;
  invited: {
    email: string;
    role: Role;
    functions: readonly ReviewFunction[];
    by: string;
    expiresAt: Date;
  };
  /** Who is signed in. */
  person: { name: string; email: string } | null;
  /** Whether the invited address has a password here already. */
  known: boolean;
  /** The OpenID provider, as people call it. */
  provider: string | undefined;
}

/** What one is invited to, and the form that joins: as who is signed in, by signing in, or by registering. */
export function Invitation({ action, page, invited, person, known, provider }: Props) {
  const { email, role, functions, by, expiresAt } = invited;
  return (
    <>
      <dl className="bg-surface border-line shadow-card mt-3 mb-4 grid grid-cols-[auto_1fr] gap-x-4 gap-y-1.5 rounded-lg border px-4 py-3 text-sm">
        <dt className="text-muted">From</dt>
        <dd>{by}</dd>
        <dt className="text-muted">For</dt>
        <dd className="font-mono text-xs leading-5">{email}</dd>
        <dt className="text-muted">As</dt>
        <dd>
          <span className="capitalize">{role}</span>
          {functions.length > 0 && ` for ${functions.map((one) => FUNCTION_NAMES[one]).join(", ")}`}
          <span className="text-muted block text-xs">{ROLE_MAY[role]}</span>
        </dd>
        <dt className="text-muted">Until</dt>
        <dd>
          <Time at={expiresAt} />
        </dd>
      </dl>
      <form method="post" action={action} className="flex flex-col gap-4">
        {person ? (
          <p className="text-sm">
            You are signed in as <strong className="font-medium">{person.name}</strong> (
            {person.email})
            {person.email === email
              ? "."
              : `, and the invitation is for ${email}. You join as yourself.`}
          </p>
        ) : known ? (
          <Password />
        ) : (
          <>
            <Field label="Your name">
              <Input name="name" required autoComplete="name" maxLength={100} />
            </Field>
            <Password fresh />
          </>
        )}
        <Submit>{person ? "Join" : known ? "Sign in and join" : "Register and join"}</Submit>
      </form>
      {!person && provider && (
        <div className="mt-4">
          <ProviderLink name={provider} next={page} />
        </div>
      )}
    </>
  );
}
