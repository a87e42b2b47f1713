import { NextResponse, type NextRequest } from "next/server";
import { PATH_HEADER } from "./server/path-header.ts";

/** Tells a page at which address it is asked for, which Next does not tell a layout: who has to sign in first comes back there. */
export function proxy(request: NextRequest): NextResponse {
  const headers = new Headers(request.headers);
  const { pathname, search } = request.nextUrl;
  headers.set(PATH_HEADER, pathname + search);
  return NextResponse.next({ request: { headers } });
}

export const config = { matcher: "/((?!api/|_next/|schema/|icon).*)" };
