"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../trpc.tsx";
import { Field } from "../ui/field.tsx";
import { Input } from "../ui/input.tsx";
import { Notice } from "../ui/notice.tsx";
import { Problem } from "../ui/states.tsx";

export interface Proof {
  password?: string;
  code?: string;
}

/** How a person can sign in again: what there is to type, and whether that is enough already. */
export function useProofs(secondFactor: boolean) {
  const trpc = useTRPC();
  const { data, error, refetch } = useQuery(
    trpc.workspace.proofs.queryOptions(undefined, { staleTime: 60_000 }),
  );
  const ways = {
    password: (data?.password ?? false) && !secondFactor,
    code: data?.code ?? false,
    local: (data?.local ?? false) && !secondFactor,
  };
  return {
    ...ways,
    isKnown: data !== undefined,
    error,
    refetch,
    isEnough: ({ password, code }: Proof) =>
      ways.local ||
      (ways.password && Boolean(password)) ||
      (ways.code && /^\d{6}$/.test(code ?? "")),
  };
}

/** Asks for the password or the six digits of the authenticator; the local people's click is enough. */
export function SignAgain({
  proofs,
  proof,
  onChange,
  secondFactor,
}: {
  proofs: ReturnType<typeof useProofs>;
  proof: Proof;
  onChange: (proof: Proof) => void;
  secondFactor: boolean;
}) {
  if (!proofs.isKnown && proofs.error)
    return <Problem error={proofs.error} retry={proofs.refetch} />;
  if (!proofs.isKnown) return <p className="text-muted text-sm">Looking how you sign in…</p>;
  if (proofs.local)
    return (
      <p className="text-muted text-xs">
        You are signed in as one of this machine's own people, who have no password: your click
        below is your signature, and is kept as such.
      </p>
    );
  if (!proofs.password && !proofs.code)
    return (
      <Notice tone="warn" title="You cannot sign yet">
        {secondFactor
          ? "The policy asks for a second factor: set one up in Settings, then come back."
          : "You have no password here: set up a second factor in Settings, then come back."}
      </Notice>
    );
  return (
    <div className="flex flex-col gap-3">
      {proofs.password && (
        <Field
          label="Password"
          description={proofs.code ? "Or the code below." : "You sign in again for it."}
        >
          <Input
            type="password"
            autoComplete="current-password"
            value={proof.password ?? ""}
            onValueChange={(password) => onChange({ ...proof, password })}
          />
        </Field>
      )}
      {proofs.code && (
        <Field label="Code" description="The six digits that your authenticator shows now.">
          <Input
            inputMode="numeric"
            autoComplete="one-time-code"
            maxLength={6}
            value={proof.code ?? ""}
            onValueChange={(code) => onChange({ ...proof, code: code.replaceAll(/\D/g, "") })}
          />
        </Field>
      )}
    </div>
  );
}
