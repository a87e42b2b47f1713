import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";

interface Mail {
  from: string;
  to: string[];
  user: string | null;
  /** Headers and text, as they came. */
  raw: string;
}

export interface Mailbox {
  port: number;
  received: Mail[];
  close: () => Promise<void>;
}

/**
 * A real SMTP server that takes all mail, but what its refusals say: by receiver, the code and text it answers once.
 * With a password, it takes mail of who signs in with it.
 */
export async function startMailbox({
  password,
  refusals = new Map<string, [code: number, text: string]>(),
}: {
  password?: string;
  refusals?: Map<string, [code: number, text: string]>;
} = {}): Promise<Mailbox> {
  const received: Mail[] = [];
  const server = new SMTPServer({
    authOptional: password === undefined,
    allowInsecureAuth: true,
    disabledCommands: ["STARTTLS"],
    onAuth: ({ username, password: given }, _session, done) =>
      given === password
        ? done(null, { user: username })
        : done(Object.assign(new Error(`Invalid password ${given}`), { responseCode: 535 })),
    onRcptTo: ({ address }, _session, done) => {
      const refusal = refusals.get(address);
      refusals.delete(address);
      done(refusal ? Object.assign(new Error(refusal[1]), { responseCode: refusal[0] }) : null);
    },
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const { mailFrom, rcptTo } = session.envelope;
        received.push({
          from: mailFrom ? mailFrom.address : "",
          to: rcptTo.map(({ address }) => address),
          user: session.user ?? null,
          raw: Buffer.concat(chunks).toString(),
        });
        done();
      });
    },
  });
  // Clients that leave in the middle are nobody's failure.
  server.on("error", () => undefined);
  await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
  return {
    port: (server.server.address() as AddressInfo).port,
    received,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}
