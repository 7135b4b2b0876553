import { createConnection } from 'node:net';

/** The sentence to show when something already listens on a port we need; undefined when it is free. */
export async function portProblem(port: number, use: string, flag: string): Promise<string | undefined> {
  return (await isTaken(port))
    ? `Port ${port} (${use}) is taken by another program. Stop it, or choose another port with ${flag}.`
    : undefined;
}

function isTaken(port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = createConnection({ port, host: '127.0.0.1' });
    socket.once('connect', () => {
      socket.destroy();
      done(true);
    });
    socket.once('error', () => done(false));
  });
}
