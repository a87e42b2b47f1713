import assert from "node:assert/strict";
import { fromDatabase, PenstockError } from "../../server/errors.ts";

/** For `assert.rejects`: what the database refused, as the product says it. */
export const refusedAs = (code: string, said: RegExp) => (error: unknown) => {
  const found = fromDatabase(error);
  assert.ok(found instanceof PenstockError, String(error));
  assert.equal(found.code, code);
  assert.match(found.message, said);
  return true;
};

/** For `assert.rejects`: the login has no right to it. */
export const denied = (error: Error) => (error.cause as { code?: string }).code === "42501";
