import { auth } from "../../../../server/sign-in/auth.ts";
import { openRoute } from "../../../../server/rest.ts";
import { withSource } from "../../../../server/sign-in/sign-in-forms.ts";

const handler = openRoute("this is where people sign in", (request) =>
  auth().handler(new Request(request, { headers: withSource(request.headers) })),
);

export { handler as GET, handler as POST };
