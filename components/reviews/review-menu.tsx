"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { CornerUpRight, Ellipsis, Megaphone, Undo2, UserMinus } from "lucide-react";
import { useState, type RefObject } from "react";
import { useCan } from "../shell/use-can.ts";
import { useMe } from "../shell/use-me.ts";
import { usePeople } from "../shell/use-people.ts";
import { useTRPC } from "../trpc.tsx";
import { AlertDialog } from "../ui/alert-dialog.tsx";
import { Field } from "../ui/field.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import { Menu, MenuItem } from "../ui/menu.tsx";
import { Select } from "../ui/select.tsx";
import { Textarea } from "../ui/textarea.tsx";
import { toast } from "../ui/toast.tsx";
import type { Review } from "./types.ts";

type Act = "delegate" | "escalate" | "withdraw";

const WORDS: Record<Act, { title: string; description: string; action: string; done: string }> = {
  delegate: {
    title: "Hand this stage over?",
    description:
      "Another reviewer decides it instead of you, in this round. Nobody who made the model can be named.",
    action: "Hand over",
    done: "The stage was handed over",
  },
  escalate: {
    title: "Ask somebody above for help?",
    description: "They are told, with your words. Who may decide stays as it is.",
    action: "Escalate",
    done: "Help was asked for",
  },
  withdraw: {
    title: "Withdraw this review?",
    description:
      "It ends without a decision. A version that has no approval waits again; it can be submitted anew.",
    action: "Withdraw",
    done: "The review was withdrawn",
  },
};

/** What one does in a review besides deciding. */
export function ReviewMenu({
  review,
  place,
  onRecuse,
}: {
  review: Review;
  /** Where the decision stands: focused when it can be made no more. */
  place: RefObject<HTMLElement | null>;
  onRecuse: () => void;
}) {
  const mayEscalate = useCan("reviews.comment");
  const [act, setAct] = useState<Act | null>(null);
  if (review.status !== "open" || !mayEscalate) return null;
  const { canDecide, canWithdraw, currentStage } = review;
  return (
    <>
      <Menu
        align="end"
        trigger={
          <IconButton size="sm" label="More in this review" icon={<Ellipsis aria-hidden />} />
        }
      >
        <MenuItem
          icon={<CornerUpRight aria-hidden />}
          disabled={!canDecide || !currentStage?.delegation}
          onClick={() => setAct("delegate")}
        >
          Hand over…
        </MenuItem>
        <MenuItem icon={<UserMinus aria-hidden />} disabled={!canDecide} onClick={onRecuse}>
          Step back (conflict of interest)…
        </MenuItem>
        <MenuItem icon={<Megaphone aria-hidden />} onClick={() => setAct("escalate")}>
          Escalate…
        </MenuItem>
        <MenuItem
          danger
          icon={<Undo2 aria-hidden />}
          disabled={!canWithdraw}
          onClick={() => setAct("withdraw")}
        >
          Withdraw…
        </MenuItem>
      </Menu>
      {act && (
        <ActDialog key={act} act={act} review={review} place={place} onClose={() => setAct(null)} />
      )}
    </>
  );
}

function ActDialog({
  act,
  review,
  place,
  onClose,
}: {
  act: Act;
  review: Review;
  place: RefObject<HTMLElement | null>;
  onClose: () => void;
}) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const people = usePeople();
  const named = review.currentStage?.escalate.to ?? null;
  const [to, setTo] = useState<string | null>(act === "escalate" && named !== null ? POLICY : null);
  const [why, setWhy] = useState("");
  const { title, description, action, done } = WORDS[act];
  const options = {
    onSuccess: () => toast.success(done),
    onError: (error: { message: string }) => toast.error("Nothing was done", error.message),
    onSettled: () => client.invalidateQueries(trpc.reviews.pathFilter()),
  };
  const delegate = useMutation(trpc.reviews.delegate.mutationOptions(options));
  const escalate = useMutation(trpc.reviews.escalate.mutationOptions(options));
  const withdraw = useMutation(trpc.reviews.withdraw.mutationOptions(options));
  const { id } = review;
  const run = () => {
    if (act === "delegate") return delegate.mutateAsync({ id, to: to!, why });
    if (act === "escalate")
      return escalate.mutateAsync({ id, why, ...(to === POLICY ? {} : { to: to! }) });
    return withdraw.mutateAsync({ id, why });
  };
  const me = useMe();
  // Who made it, and who decides the stage anyway, would be refused.
  const refused = [
    ...review.makers,
    ...(review.currentStage?.mayDecide.map((one) => one.id) ?? []),
  ];
  const candidates = people
    .filter(({ id: person, role }) =>
      act === "delegate"
        ? (role === "reviewer" || role === "admin") && !refused.includes(person)
        : person !== me?.user.id,
    )
    .map(({ id: value, name, role }) => ({ value, label: name, hint: role }));
  return (
    <AlertDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={title}
      description={description}
      action={action}
      danger={act === "withdraw"}
      confirmDisabled={why.trim().length < 3 || (act !== "withdraw" && to === null)}
      onConfirm={run}
      // Who asks for help may go on deciding.
      focusAfter={act === "escalate" ? undefined : place}
    >
      <div className="mt-2 flex flex-col gap-3">
        {act !== "withdraw" && (
          <Field label="To whom">
            <Select
              options={[
                ...(act === "escalate" && named !== null
                  ? [{ value: POLICY, label: `Whom the policy names: ${named.replace("-", " ")}` }]
                  : []),
                ...candidates,
              ]}
              value={to}
              onValueChange={setTo}
            />
          </Field>
        )}
        <Field label="Why" description="Kept with the review.">
          <Textarea rows={3} value={why} onChange={({ target }) => setWhy(target.value)} />
        </Field>
      </div>
    </AlertDialog>
  );
}

const POLICY = "policy";
