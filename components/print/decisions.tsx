import { Hash, Nothing, State } from "./parts.tsx";
import { moment, words } from "./words.ts";
import type { PrintedDocument } from "./types.ts";

const METHODS = {
  password: "signed in again with a password",
  totp: "signed in again with a second factor",
  local: "confirmed at the machine itself, in local mode",
};

/** Every decision with what its signature means and covers, of all rounds. */
export function Decisions({ document }: { document: PrintedDocument }) {
  const { review, delegations, people, keyId } = document;
  const name = (id: string) => people[id] ?? id;
  return (
    <>
      {review.decisions.length === 0 && <Nothing>Nobody has decided.</Nothing>}
      {review.decisions.map((one) => (
        <article key={one.id} className="decision">
          <p className="line">
            <State state={one.outcome} />
            <b>{one.by.name}</b>
            <span>
              {one.function ? `for ${words(one.function).toLowerCase()}` : ""}
              {one.onBehalfOf ? ` on behalf of ${one.onBehalfOf.name}` : ""}
            </span>
            <span className="when">{moment(one.at)}</span>
          </p>
          <blockquote>{one.comment}</blockquote>
          {one.meaning && <p>Signed as: “{one.meaning}”</p>}
          <dl className="hashes">
            <dt>
              Stage {one.stage}, round {one.round}; {METHODS[one.method]}; on the evidence pack
            </dt>
            <dd>
              <Hash hash={one.packHash} />
            </dd>
            {one.signature && (
              <>
                <dt>Signature, Ed25519</dt>
                <dd>
                  <Hash hash={one.signature} />
                </dd>
              </>
            )}
          </dl>
          {one.signatureProblem && <p className="warning">▲ {one.signatureProblem}</p>}
          {one.round < review.round && (
            <p className="small">Made in an earlier round: it does not count in this one.</p>
          )}
        </article>
      ))}
      {delegations.map((one) => (
        <p key={one.id}>
          {name(one.fromUser)} handed the stage {one.stage} of round {one.round} over to{" "}
          {name(one.toUser)}, {moment(one.createdAt)}: {one.why}
        </p>
      ))}
      <h3>What the signatures mean</h3>
      <p>
        Each decider signed in again, read what the signature would mean, and decided on one
        evidence pack, named by its hash. The installation signed the statement with its key {keyId}
        . Nobody who wrote or started a run that made or trained the model may decide; nobody
        decides twice in a round. The signed bundle of this review holds every statement and
        signature; verify-bundle.mjs checks them with the installation’s public key alone.
      </p>
    </>
  );
}
