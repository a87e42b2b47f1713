import { readEnv } from "./env.ts";

/** The address of a page of the web app, as it is sent to people. */
export const webLink = (path: string): string =>
  new URL(path, readEnv().webUrl ?? "http://localhost:3000").href;
