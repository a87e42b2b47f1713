import assert from "node:assert/strict";
import { test } from "node:test";
import { addNews, createPeopleStore, setHere, type PeopleStore } from "./people-store.ts";

const ann = { id: "ann", name: "Ann" };
const bob = { id: "bob", name: "Bob" };
const store = () => createPeopleStore({ id: "me", name: "Me" }, null);
const at = (people: PeopleStore, node: string) => people.getState().byNode.get(node);

test("a step whose people stay the same is not drawn again when others come, go and select", () => {
  const people = store();
  setHere(people, [{ person: ann, node: "train" }]);
  const before = at(people, "train");
  assert.deepEqual(before, [ann]);
  setHere(people, [
    { person: ann, node: "train" },
    { person: bob, node: "load" },
  ]);
  assert.equal(at(people, "train"), before);
  assert.deepEqual(at(people, "load"), [bob]);
  setHere(people, [{ person: bob, node: null }]);
  assert.equal(at(people, "train"), undefined);
});

test("somebody who has the step selected in two tabs is shown once, and news that change nothing tell nobody", () => {
  const people = store();
  const here = [
    { person: ann, node: "train" },
    { person: ann, node: "train" },
  ];
  setHere(people, here);
  assert.deepEqual(at(people, "train"), [ann]);
  let told = 0;
  people.subscribe(() => told++);
  setHere(people, structuredClone(here));
  assert.equal(told, 0);
});

test("what a person goes on doing to a step is one line, the newest first, and old lines are let go", () => {
  const people = store();
  const line = (who: string, words: string) => addNews(people, { who, words, nodes: [] });
  for (let times = 0; times < 5; times++) line("Ann", "changed Train (target)");
  line("Bob", "added Split");
  line("Ann", "changed Train (target)");
  const words = () => people.getState().news.map(({ who }) => who);
  assert.deepEqual(words(), ["Ann", "Bob", "Ann"]);
  for (let times = 0; times < 80; times++) line("Bob", `added step ${times}`);
  assert.equal(words().length, 50);
  assert.equal(people.getState().news[0]!.words, "added step 79");
});
