import { openRoute, refuseOtherOrigins } from "../../../../server/rest.ts";
import {
  askAuth,
  fieldsOf,
  pageWith,
  pageWithin,
  problemOf,
  seeOther,
} from "../../../../server/sign-in/sign-in-forms.ts";

/** The second half of a sign-in: `code` is what the authenticator shows, or one of the backup codes. */
export const POST = openRoute("this is where people sign in", async (request) => {
  refuseOtherOrigins(request);
  const { code = "", next } = await fieldsOf(request);
  const given = code.replaceAll(/\s/g, "");
  const how = /^\d{6}$/.test(given) ? "totp" : "backup-code";
  const answer = await askAuth(request, `/two-factor/verify-${how}`, { code: given });
  if (answer.ok) return seeOther(pageWithin(next), answer);
  const problem = await problemOf(answer);
  // The sign-in that was begun is over then.
  const step = problem === "late" || problem === "spent" ? undefined : "code";
  return seeOther(pageWith("/sign-in", { problem, step, next }), answer);
});
