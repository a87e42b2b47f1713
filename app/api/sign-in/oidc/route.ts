import { OIDC } from "../../../../server/sign-in/oidc.ts";
import { openRoute } from "../../../../server/rest.ts";
import {
  askAuth,
  pageWith,
  pageWithin,
  seeOther,
} from "../../../../server/sign-in/sign-in-forms.ts";

/** Leads to the OpenID provider. A link and no form: the page's policy lets a form lead nowhere else. */
export const GET = openRoute("this is where people sign in", async (request) => {
  const next = new URL(request.url).searchParams.get("next") ?? undefined;
  const answer = await askAuth(request, "/sign-in/social", {
    provider: OIDC,
    callbackURL: pageWithin(next),
    errorCallbackURL: pageWith("/sign-in", { problem: "provider", next }),
    disableRedirect: true,
  });
  const { url } = (await answer
    .clone()
    .json()
    .catch(() => ({}))) as { url?: string };
  return seeOther(url ?? pageWith("/sign-in", { problem: "provider", next }), answer);
});
