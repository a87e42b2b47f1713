import { auth } from "../../../server/sign-in/auth.ts";
import { PenstockError } from "../../../server/errors.ts";
import { isLocalMode, isSentToThisMachine } from "../../../server/sign-in/local-mode.ts";
import { localSignInInput } from "../../../server/sign-in/local-sign-in.ts";
import { openRoute, refuseOtherOrigins } from "../../../server/rest.ts";
import {
  fieldsOf,
  pageWithin,
  seeOther,
  withSource,
} from "../../../server/sign-in/sign-in-forms.ts";

/** `{role}` signs in as one of the local people; only at the machine itself. A form of it is led on to the pages. */
export const POST = openRoute("this is where people sign in", async (request) => {
  refuseOtherOrigins(request);
  if (!isLocalMode() || !isSentToThisMachine(request.headers))
    throw new PenstockError(
      "forbidden",
      "The one-click sign-in works only on the machine that Penstock runs on: sign in with e-mail and password.",
    );
  const isForm = request.headers.get("content-type")?.startsWith("application/x-www-form") ?? false;
  const given: Record<string, unknown> | null = isForm
    ? await fieldsOf(request)
    : await request.json().catch(() => null);
  const parsed = localSignInInput.safeParse(given);
  if (!parsed.success)
    throw new PenstockError(
      "bad-request",
      `Send {"role": ${localSignInInput.shape.role.options.map((role) => `"${role}"`).join(" | ")}}.`,
    );
  const answer = await auth().api.signInLocal({
    body: parsed.data,
    headers: withSource(request.headers),
    asResponse: true,
  });
  return isForm ? seeOther(pageWithin(given?.["next"] as string | undefined), answer) : answer;
});
