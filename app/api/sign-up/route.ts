import { openRoute, refuseOtherOrigins } from "../../../server/rest.ts";
import {
  askAuth,
  fieldsOf,
  pageWith,
  problemOf,
  seeOther,
} from "../../../server/sign-in/sign-in-forms.ts";

/** The form for the first account: `name`, `email`, `password`. Others register by an invitation. */
export const POST = openRoute("this is where the first person registers", async (request) => {
  refuseOtherOrigins(request);
  const { name = "", email = "", password = "" } = await fieldsOf(request);
  const answer = await askAuth(request, "/sign-up/email", { name: name.trim(), email, password });
  return answer.ok
    ? seeOther("/pipelines", answer)
    : seeOther(pageWith("/sign-in", { problem: await problemOf(answer), email }));
});
