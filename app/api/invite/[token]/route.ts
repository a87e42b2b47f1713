import { signedIn } from "../../../../server/actors/request-actor.ts";
import { PenstockError } from "../../../../server/errors.ts";
import { INVITATION_HEADER } from "../../../../server/sign-in/first-user.ts";
import { accept } from "../../../../server/invitations/accept.ts";
import { lookAt } from "../../../../server/invitations/look.ts";
import { openRoute, refuseOtherOrigins } from "../../../../server/rest.ts";
import {
  askAuth,
  fieldsOf,
  pageWith,
  problemOf,
  seeOther,
} from "../../../../server/sign-in/sign-in-forms.ts";
import { sourceOf } from "../../../../server/client-address.ts";

/**
 * The forms of an invitation's page. Whoever is signed in joins as they are; with `password` somebody signs in first, and
 * with `name` too they register, under the address that was invited.
 */
export const POST = openRoute("its link is what lets somebody in", async (request, params) => {
  refuseOtherOrigins(request);
  const token = String(params["token"]);
  const page = `/invite/${encodeURIComponent(token)}`;
  const { name, password } = await fieldsOf(request);
  let answer: Response | undefined;
  let headers = request.headers;
  if (password !== undefined) {
    const invited = await lookAt(token);
    if (invited?.state !== "open") return seeOther(page);
    const { email } = invited;
    answer =
      name === undefined
        ? await askAuth(request, "/sign-in/email", { email, password })
        : await askAuth(
            request,
            "/sign-up/email",
            { name: name.trim(), email, password },
            { [INVITATION_HEADER]: token },
          );
    if (!answer.ok) return seeOther(pageWith(page, { problem: await problemOf(answer) }));
    headers = new Headers(request.headers);
    const cookies = answer.headers.getSetCookie().map((cookie) => cookie.split(";")[0]);
    headers.set("cookie", cookies.join("; "));
  }
  const who = await signedIn(headers);
  if (!who)
    return seeOther(
      pageWith("/sign-in", { step: answer ? "code" : undefined, next: page }),
      answer,
    );
  try {
    const { id: userId, email, name: called } = who.user;
    const source = sourceOf(request.headers);
    await accept(token, { userId, email, name: called, source, sessionId: who.session.id });
    return seeOther("/pipelines", answer);
  } catch (error) {
    if (!(error instanceof PenstockError)) throw error;
    const problem = error.code === "conflict" ? "already" : "over";
    return seeOther(pageWith(page, { problem }), answer);
  }
});
