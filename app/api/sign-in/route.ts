import { openRoute, refuseOtherOrigins } from "../../../server/rest.ts";
import {
  askAuth,
  fieldsOf,
  pageWith,
  pageWithin,
  problemOf,
  seeOther,
} from "../../../server/sign-in/sign-in-forms.ts";

/** The form of the sign-in page: `email`, `password`, and `next`, the page to go on with. */
export const POST = openRoute("this is where people sign in", async (request) => {
  refuseOtherOrigins(request);
  const { email = "", password = "", next } = await fieldsOf(request);
  const answer = await askAuth(request, "/sign-in/email", { email, password });
  if (!answer.ok)
    return seeOther(pageWith("/sign-in", { problem: await problemOf(answer), email, next }));
  const { twoFactorRedirect } = (await answer.clone().json()) as { twoFactorRedirect?: boolean };
  return seeOther(
    twoFactorRedirect ? pageWith("/sign-in", { step: "code", next }) : pageWithin(next),
    answer,
  );
});
