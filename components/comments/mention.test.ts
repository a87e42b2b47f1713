import assert from "node:assert/strict";
import { test } from "node:test";
import { beingMentioned, mentionParts, withMention } from "./mention.ts";

test("letters after an @ are the beginning of a name; an address of mail is not", () => {
  assert.deepEqual(beingMentioned("Ask @Ro", 7), { at: 4, text: "Ro" });
  assert.deepEqual(beingMentioned("@", 1), { at: 0, text: "" });
  assert.deepEqual(beingMentioned("Ask @Robin Re", 13), { at: 4, text: "Robin Re" });
  assert.equal(beingMentioned("robin@penstock.local", 20), null);
  assert.equal(beingMentioned("Ask @Robin then do it", 21), null);
});

test("a name that is chosen stands in the text's place, and the caret behind it", () => {
  assert.deepEqual(withMention("Ask @Ro about it", 7, "Robin Reviewer"), {
    text: "Ask @Robin Reviewer about it",
    caret: 20,
  });
});

test("a text is cut at the names it mentions, the longer name first", () => {
  assert.deepEqual(mentionParts("Hi @Ann Lee, @Ann!", ["Ann", "Ann Lee"]), [
    { text: "Hi ", isMention: false },
    { text: "@Ann Lee", isMention: true },
    { text: ", ", isMention: false },
    { text: "@Ann", isMention: true },
    { text: "!", isMention: false },
  ]);
  assert.deepEqual(mentionParts("Plain", []), [{ text: "Plain", isMention: false }]);
});
