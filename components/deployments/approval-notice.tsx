import { LinkButton } from "../ui/link-button.tsx";
import { Notice } from "../ui/notice.tsx";
import type { Deployment } from "./types.ts";

/** What an endpoint does because the approval of its model does not count; nothing where it does. */
export function ApprovalNotice({ approval, schema }: Pick<Deployment, "approval" | "schema">) {
  const { status, onSuspension, reason } = approval;
  const { model, version } = schema;
  const href = `/models/${model}/${version}`;
  if (status === "suspended")
    return (
      <Notice
        tone={onSuspension === "block" ? "danger" : "warn"}
        title={
          onSuspension === "block"
            ? `Requests are refused: the approval of ${model} version ${version} is suspended`
            : `Answers carry a warning: the approval of ${model} version ${version} is suspended`
        }
        actions={
          <LinkButton size="sm" href={href}>
            What to do
          </LinkButton>
        }
      >
        {reason}
      </Notice>
    );
  if (status === "retired")
    return (
      <Notice tone="danger" title={`Closed: ${model} version ${version} is retired`}>
        Requests are answered with 404 and a sentence. Roll back to a version that is approved, or
        deploy another here.
      </Notice>
    );
  if (status === "pending" || status === "in-review")
    return (
      <Notice
        tone="warn"
        title={`Answers carry a warning: ${model} version ${version} is not approved yet`}
        actions={
          <LinkButton size="sm" href={href}>
            Open version
          </LinkButton>
        }
      >
        The policy lets it out before its approval; every answer says so in its headers.
      </Notice>
    );
  return null;
}
