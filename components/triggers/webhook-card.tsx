"use client";

import { useSyncExternalStore } from "react";
import { dateTime } from "../ui/format.ts";
import { SubSection } from "../ui/sub-section.tsx";
import { useCan } from "../shell/use-can.ts";
import { Card } from "../ui/card.tsx";
import { CodeBlock } from "../ui/code-block.tsx";
import { Notice } from "../ui/notice.tsx";
import { RotateSecret } from "./rotate-secret.tsx";
import type { TriggerDetails } from "./types.ts";
import { webhookExample } from "./webhook-example.ts";

const never = () => () => undefined;

/** Where a webhook is called, with what signature, and its secret, which is shown only when it is made. */
export function WebhookCard({
  trigger,
  webhook,
}: {
  trigger: TriggerDetails;
  webhook: NonNullable<TriggerDetails["webhook"]>;
}) {
  const mayRotate = useCan("runs.control");
  const origin = useSyncExternalStore(
    never,
    () => window.location.origin,
    () => "",
  );
  const address = `${origin}${webhook.path}`;
  return (
    <Card
      title="Address"
      description="Signed as Standard Webhooks says. The same webhook-id never starts two runs."
      actions={mayRotate && <RotateSecret trigger={trigger} first={!webhook.hasSecret} />}
    >
      <div className="flex flex-col gap-4">
        {!webhook.hasSecret && (
          <Notice tone="warn" title="It has no secret yet">
            Until somebody makes one, every call is refused.
          </Notice>
        )}
        {webhook.hasSecret && (
          <p className="text-muted text-xs">
            Address and secret belong to its id: they stay from version to version, also when a
            version leaves it out and a later one has it again. Rotate the secret to end it.
          </p>
        )}
        {webhook.previousSecretUntil && (
          <Notice>
            The secret before is still taken until {dateTime(webhook.previousSecretUntil)}.
          </Notice>
        )}
        <CodeBlock code={address} copyLabel="Copy address" wrap />
        <SubSection title="An example" note="with bash, curl and openssl">
          <CodeBlock code={webhookExample(address)} copyLabel="Copy example" />
        </SubSection>
      </div>
    </Card>
  );
}
