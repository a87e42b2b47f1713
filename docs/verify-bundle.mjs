#!/usr/bin/env node
// Checks an exported review without the installation that made it:
//
//   node verify-bundle.mjs review.json penstock-key.pem
//
// It needs Node 18 or later and nothing else. Get the public key from the installation's owner, not from the bundle: only
// then does the check say who signed. Exit code: 0 all holds, 1 something does not, 2 wrong usage.
import { createHash, createPublicKey, verify } from "node:crypto";
import { readFileSync } from "node:fs";
import process from "node:process";

const FORMAT = "penstock-review-bundle/1";

const [file, ...keyFiles] = process.argv.slice(2);
if (!file || keyFiles.length === 0) {
  process.stderr.write(
    "Usage: node verify-bundle.mjs BUNDLE.json PUBLIC-KEY.pem [OLDER-KEY.pem …]\n",
  );
  process.exit(2);
}

let failed = 0;
const line = (mark, text) => process.stdout.write(`${mark}  ${text}\n`);
const check = (holds, good, bad) => {
  if (!holds) failed += 1;
  line(holds ? "ok  " : "FAIL", holds ? good : bad);
  return holds;
};

const sealed = read(file, "bundle", (text) => JSON.parse(text));
const keys = keyFiles.map((name) => read(name, "public key", (text) => createPublicKey(text)));
const bundle = sealed?.bundle;
if (sealed?.format !== FORMAT || typeof bundle !== "object" || bundle === null) {
  process.stderr.write(`${file} is no bundle of the format ${FORMAT}.\n`);
  process.exit(2);
}

checkBundle();
const packs = checkPacks();
checkDecisions(packs);
checkDocumentation(packs);
checkArtifacts(packs);
checkAudit();
process.stdout.write(
  failed === 0
    ? `\nAll of it holds. ${summary()}\n`
    : `\n${failed} of the checks failed: do not rely on this bundle.\n`,
);
process.exitCode = failed === 0 ? 0 : 1;

function checkBundle() {
  const by = keys.find((key) => isSigned(key, bundle, sealed.signature));
  check(
    by !== undefined,
    `the bundle as a whole is signed by key ${by && keyId(by)}`,
    `the bundle as a whole: its signature is not by ${keys.map(keyId).join(" or ")}; it was changed, or signed with another key (it names ${sealed.keyId})`,
  );
}

/** The hash of each round's pack, worked out anew. */
function checkPacks() {
  const hashes = new Map();
  for (const { round, pack, packHash } of bundle.packs) {
    const hash = sha256(canonicalJson(pack));
    hashes.set(round, { hash, pack });
    check(
      hash === packHash,
      `the evidence pack of round ${round} has the hash ${packHash}`,
      `the evidence pack of round ${round} was changed: its hash is ${hash}, not ${packHash}`,
    );
  }
  const last = hashes.get(bundle.review.round);
  check(
    last?.hash === bundle.review.packHash,
    "the review stands on the pack of its last round",
    `the review names the pack ${bundle.review.packHash}, which is not that of round ${bundle.review.round}`,
  );
  check(
    last?.pack.model.hash === bundle.version.hash,
    `the pack is of the model file ${bundle.version.hash}`,
    `the pack is of the model file ${last?.pack.model.hash}, not of the version's, ${bundle.version.hash}`,
  );
  return hashes;
}

function checkDecisions(hashes) {
  for (const decision of bundle.decisions) {
    const who = bundle.people[decision.userId] ?? decision.userId;
    const name = `the decision ${decision.id} (${decision.outcome} by ${who})`;
    const { statement, signature, packHash, round } = decision;
    check(
      packHash === hashes.get(round)?.hash,
      `${name} is on the pack of round ${round}`,
      `${name} is on the pack ${packHash}, which is not that of round ${round}`,
    );
    if (signature === "" && hashes.get(round)?.pack.format === 1) {
      line(
        "note",
        `${name} is from before decisions were signed: only the bundle's signature covers it`,
      );
      continue;
    }
    const by = keys.find((key) => isSigned(key, statement, signature));
    check(
      by !== undefined,
      `${name} is signed by key ${by && keyId(by)}: "${statement.meaning}"`,
      `${name}: its signature does not hold`,
    );
    const differs = signedFields(decision)
      .filter(
        ([, signed, stated]) => canonicalJson(signed ?? null) !== canonicalJson(stated ?? null),
      )
      .map(([field]) => field);
    check(
      differs.length === 0,
      `${name} is what was signed`,
      `${name} differs from the statement that was signed in: ${differs.join(", ")}`,
    );
    for (const { title } of statement.conditions ?? [])
      check(
        bundle.findings.some((one) => one.condition && one.title === title),
        `the condition '${title}' stands among the findings`,
        `the condition '${title}' was signed, but is not among the findings`,
      );
  }
  const { status, round } = bundle.review;
  if (["approved", "rejected", "changes-requested"].includes(status))
    check(
      bundle.decisions.some((one) => one.outcome === status && one.round === round),
      `the review is ${status} by a decision of its last round`,
      `the review is ${status}, but no decision of its last round says so`,
    );
}

/** By field: what was signed, and what the bundle says. */
function signedFields(decision) {
  const { statement } = decision;
  return [
    ["review", statement.review, bundle.review.id],
    ["round", statement.round, decision.round],
    ["stage", statement.stage, decision.stage],
    ["evidence pack", statement.pack, decision.packHash],
    ["model", statement.model?.name, bundle.version.model],
    ["model version", statement.model?.version, bundle.version.number],
    ["model file", statement.model?.hash, bundle.version.hash],
    ["outcome", statement.outcome, decision.outcome],
    ["comment", statement.comment, decision.comment],
    ["person", statement.person?.id, decision.userId],
    ["function", statement.function, decision.function],
    ["on behalf of", statement.onBehalfOf?.id, decision.onBehalfOf],
    ["method", statement.method, decision.method],
    ["time", statement.at, decision.decidedAt],
  ];
}

function checkDocumentation(hashes) {
  const frozen = hashes.get(bundle.review.round)?.pack.documentation ?? [];
  for (const { section, number, hash } of frozen) {
    const text = bundle.documentation.find(
      (one) => one.section === section && one.number === number,
    );
    check(
      text !== undefined && sha256(text.body) === hash,
      `the documentation's section '${section}', text ${number}, is the frozen one`,
      `the documentation's section '${section}', text ${number}, is not the one that was frozen`,
    );
  }
}

function checkArtifacts(hashes) {
  const listed = new Set(bundle.artifacts.map(({ hash }) => hash));
  for (const { pack } of hashes.values())
    for (const { title, hash } of pack.items)
      if (!listed.has(hash))
        check(false, "", `the artifact '${title}' (${hash}) of the pack is not listed`);
  for (const { title, hash, content } of bundle.artifacts) {
    if (content === null) {
      line("note", `the artifact '${title}' is not inside; its file must have the SHA-256 ${hash}`);
      continue;
    }
    const found = sha256(Buffer.from(content, "base64"));
    check(
      found === hash,
      `the artifact '${title}' has the hash ${hash}`,
      `the artifact '${title}' was changed: its hash is ${found}, not ${hash}`,
    );
  }
}

/** Each entry is as it was chained; whether none is missing only the whole record tells, see `penstock audit verify`. */
function checkAudit() {
  const { entries, seal } = bundle.audit;
  let last = 0;
  const wrong = entries.filter(({ seq, prev, content, hash }) => {
    const holds =
      sha256(`${prev}\n${content}`) === hash && JSON.parse(content).seq === seq && seq > last;
    last = seq;
    return !holds;
  });
  check(
    wrong.length === 0,
    `${entries.length} audit entries are as they were chained`,
    `audit entries were changed or moved: ${wrong.map(({ seq }) => seq).join(", ")}`,
  );
  if (!seal) return;
  const { workspaceId, seq, hash, sealedAt, signature } = seal;
  const statement = { type: "penstock audit seal", workspaceId, seq, hash, sealedAt };
  const fits = entries.every((one) => one.seq !== seq || one.hash === hash);
  check(
    fits && keys.some((key) => isSigned(key, statement, signature)),
    `the head of the audit chain at entry ${seq} is signed`,
    `the head of the audit chain at entry ${seq}: its signature does not hold`,
  );
}

function summary() {
  const { version, review, decisions } = bundle;
  return `${version.model} version ${version.number}: review ${review.id} is ${review.status}, with ${decisions.length} decision(s).`;
}

function read(name, what, parse) {
  try {
    return parse(readFileSync(name, "utf8"));
  } catch (error) {
    process.stderr.write(`${name} could not be read as a ${what}: ${error.message}\n`);
    process.exit(2);
  }
}

function isSigned(key, value, signature) {
  return (
    typeof signature === "string" &&
    verify(null, Buffer.from(canonicalJson(value)), key, Buffer.from(signature, "base64"))
  );
}

function keyId(key) {
  return createHash("sha256")
    .update(key.export({ type: "spki", format: "der" }))
    .digest("hex")
    .slice(0, 16);
}

function sha256(content) {
  return createHash("sha256").update(content).digest("hex");
}

/** JSON with the keys of every object sorted by their UTF-16 code units, and no blanks. */
function canonicalJson(value) {
  return JSON.stringify(value, (_key, inner) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
      : inner,
  );
}
