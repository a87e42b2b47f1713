import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import Provider from "oidc-provider";

const CLIENT = { id: "penstock", secret: "a secret between the two of them" };

/**
 * A real OpenID provider. Its people are called by their address, sign in with any password, and it says of each that the
 * address is theirs, but of those under `unverified.example`.
 */
export async function startOidcProvider(redirectUri: string): Promise<{
  issuer: string;
  client: typeof CLIENT;
  close: () => Promise<void>;
}> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = new Provider(issuer, {
    clients: [{ client_id: CLIENT.id, client_secret: CLIENT.secret, redirect_uris: [redirectUri] }],
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
    // Claims stand in the id token, as those of most providers do.
    conformIdTokenClaims: false,
    cookies: { keys: ["a key of this test alone"] },
    pkce: { required: () => true },
    findAccount: (_, id) => ({
      accountId: id,
      claims: () => ({
        sub: id,
        email: id,
        email_verified: !id.endsWith("@unverified.example"),
        name: id.split("@")[0],
      }),
    }),
  });
  const answer = provider.callback();
  server.on("request", (request, response) => void answer(request, response));
  return {
    issuer,
    client: CLIENT,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Signs in at the provider as its pages have people do; the address it leads back to. */
export async function signInAtProvider(address: string, login: string): Promise<string> {
  const { origin } = new URL(address);
  const jar = new Map<string, string>();
  let url = address;
  let form: Record<string, string> | null = null;
  for (let steps = 0; steps < 12; steps++) {
    const response: Response = await fetch(url, {
      method: form ? "POST" : "GET",
      redirect: "manual",
      headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join("; ") },
      ...(form ? { body: new URLSearchParams(form) } : {}),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie)!;
      jar.set(name!, value!);
    }
    const location = response.headers.get("location");
    const page = await response.text();
    const next = location ? new URL(location, url) : null;
    if (next && next.origin !== origin) return next.href;
    const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1];
    if (!next && !prompt) throw new Error(`The provider answered ${response.status}: ${page}`);
    form = prompt ? { prompt, login, password: "any" } : null;
    url = next ? next.href : url;
  }
  throw new Error("The provider led in circles.");
}
