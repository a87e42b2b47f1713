import { auth } from "../../../server/auth.ts";
import { PenstockError } from "../../../server/errors.ts";
import { isLocalMode, isSentToThisMachine } from "../../../server/local-mode.ts";
import { localSignInInput } from "../../../server/local-sign-in.ts";
import { openRoute, refuseOtherOrigins } from "../../../server/rest.ts";

/** `{role}` signs in as one of the local people; only at the machine itself. */
export const POST = openRoute("this is where people sign in", async (request) => {
  refuseOtherOrigins(request);
  if (!isLocalMode() || !isSentToThisMachine(request.headers))
    throw new PenstockError(
      "forbidden",
      "The one-click sign-in works only on the machine that Penstock runs on: sign in with e-mail and password.",
    );
  const parsed = localSignInInput.safeParse(await request.json().catch(() => null));
  if (!parsed.success)
    throw new PenstockError("bad-request", 'Send {"role": "designer" | "reviewer" | "admin"}.');
  return auth().api.signInLocal({
    body: parsed.data,
    headers: request.headers,
    asResponse: true,
  });
});
