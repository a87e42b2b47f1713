import type { Problem } from "../../server/sign-in/sign-in-forms.ts";

const SENTENCES: Record<Problem, string> = {
  wrong: "That address and password do not belong together: try again.",
  often: "That was tried too often: wait a minute, then try again.",
  code: "That is not the code your authenticator shows now: wait for the next one and try again.",
  spent: "That code was used already, and each counts once: sign in again with the next one.",
  late: "The sign-in took too long: begin again.",
  closed: "Registration is closed: ask an admin to invite you.",
  password: "A password has 12 to 128 characters: choose another.",
  taken: "That address is registered already: sign in with its password.",
  provider:
    "The provider did not sign you in: try again, or ask an admin whether your account there has an e-mail address.",
  linked:
    "That address has a password here, and it is not certain that both are the same person: sign in with the password.",
  over: "This invitation cannot be used any more: ask who sent it for another.",
  used: "This link works no longer: ask an admin of your workspace for another.",
  already: "You are in this workspace already: the invitation is left for somebody else.",
  failed: "The server did not take that: check what you entered and try again.",
};

/** The sentence for what an address of ours says went wrong; null for nothing, and for what is none of ours. */
export function problemSentence(problem: string | undefined): string | null {
  return SENTENCES[problem as Problem] ?? null;
}
