import { PenstockError } from "../../../../server/errors.ts";
import { choose } from "../../../../server/password/choose.ts";
import { openRoute, refuseOtherOrigins } from "../../../../server/rest.ts";
import { fieldsOf, pageWith, seeOther } from "../../../../server/sign-in/sign-in-forms.ts";
import { sourceOf } from "../../../../server/client-address.ts";

/** The form of a link to a new password: `password`. Nobody is signed in by it: a second factor is asked for as ever. */
export const POST = openRoute("its link is what lets somebody choose", async (request, params) => {
  refuseOtherOrigins(request);
  const token = String(params["token"]);
  const page = `/new-password/${encodeURIComponent(token)}`;
  const { password = "" } = await fieldsOf(request);
  try {
    const { email } = await choose(token, { password, source: sourceOf(request.headers) });
    return seeOther(pageWith("/sign-in", { done: "password", email }));
  } catch (error) {
    if (!(error instanceof PenstockError)) throw error;
    const problem = error.code === "bad-request" ? "password" : "used";
    return seeOther(pageWith(page, { problem }));
  }
});
