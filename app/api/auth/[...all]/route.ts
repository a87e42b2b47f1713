import { auth } from "../../../../server/auth.ts";
import { openRoute } from "../../../../server/rest.ts";

const handler = openRoute("this is where people sign in", (request) => auth().handler(request));

export { handler as GET, handler as POST };
