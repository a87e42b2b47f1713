import assert from "node:assert/strict";
import { test } from "node:test";
import { sendFile } from "./send-file.ts";

/** As much of a browser's request as an upload asks of it. */
class Request extends EventTarget {
  static last: Request;
  upload = new EventTarget();
  status = 0;
  response: unknown = null;
  sent: unknown;
  constructor() {
    super();
    Request.last = this;
  }
  open() {}
  setRequestHeader() {}
  send(body: unknown) {
    this.sent = body;
  }
  abort() {
    this.dispatchEvent(new Event("abort"));
  }
}
Object.assign(globalThis, { XMLHttpRequest: Request });

const file = new File(["a,b\n1,2\n"], "rows.csv");

test("a file that was sent to its end answers with what is kept", async () => {
  const sending = sendFile(file, () => {}, new AbortController().signal);
  const answer = { hash: "abc", fileName: "rows.csv", bytes: 8 };
  Object.assign(Request.last, { status: 200, response: answer });
  Request.last.dispatchEvent(new Event("load"));
  assert.equal(Request.last.sent, file);
  assert.deepEqual(await sending, answer);
});

test("an upload that is ended answers nothing, so that nothing is made of it", async () => {
  const end = new AbortController();
  const sending = sendFile(file, () => {}, end.signal);
  end.abort();
  await assert.rejects(sending, /not sent to its end/);
});
