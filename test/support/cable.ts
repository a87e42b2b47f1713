import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { Client, Connection } from "@temporalio/client";
import { atEnd, testServers } from "./servers.ts";

/** The way to a server, which can be cut: then nobody gets through, and who was connected is thrown out. */
export interface Cable {
  port: number;
  cut: () => void;
  mend: () => Promise<void>;
  /** Connections stay and new ones are taken, but nothing passes, until it goes on with what has come meanwhile. */
  hang: () => void;
  goOn: () => void;
}

/** Lays a cable to a server on this machine. */
export async function layCable(serverPort: number): Promise<Cable> {
  const sockets = new Map<Socket, Socket>();
  let hangs = false;
  const server = createServer((near) => {
    const far = connect({ host: "127.0.0.1", port: serverPort });
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.set(from, to);
      from.on("error", () => undefined);
      from.once("close", () => {
        sockets.delete(from);
        to.destroy();
      });
      if (!hangs) from.pipe(to);
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
    for (const socket of sockets.keys()) socket.destroy();
  };
  const hang = () => {
    hangs = true;
    for (const [from, to] of sockets) from.unpipe(to);
  };
  const goOn = () => {
    hangs = false;
    for (const [from, to] of sockets) from.pipe(to);
  };
  return { port, cut, mend: () => listen(port), hang, goOn };
}

/** A client at the end of a cable to Temporal. */
export async function farClient(namespace: string): Promise<{ cable: Cable; client: Client }> {
  const { temporalAddress } = await testServers();
  const cable = await layCable(Number(temporalAddress.split(":").at(-1)));
  const connection = await Connection.connect({ address: `127.0.0.1:${cable.port}` });
  atEnd(async () => {
    await connection.close();
    cable.cut();
  });
  return { cable, client: new Client({ connection, namespace }) };
}
