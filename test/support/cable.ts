import { connect, createServer, type AddressInfo, type Socket } from "node:net";

/** The way to a server, which can be cut: then nobody gets through, and who was connected is thrown out. */
export interface Cable {
  port: number;
  cut: () => void;
  mend: () => Promise<void>;
}

/** Lays a cable to a server on this machine. */
export async function layCable(serverPort: number): Promise<Cable> {
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect({ host: "127.0.0.1", port: serverPort });
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on("error", () => undefined);
      from.once("close", () => {
        sockets.delete(from);
        to.destroy();
      });
      from.pipe(to);
    }
  });
  const listen = (port: number) =>
    new Promise<void>((resolve) => {
      server.listen(port, "127.0.0.1", resolve);
    });
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const cut = () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  return { port, cut, mend: () => listen(port) };
}
