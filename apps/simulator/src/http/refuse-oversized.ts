import type { Server } from 'node:http';
import type { Duplex } from 'node:stream';

/**
 * Requests whose address, or address and headers, are beyond the limit: 414 and 431. Node cannot tell the two apart.
 * Source: facts 2.1.
 */
export function refuseOversized(server: Server, maxBytes: number): void {
  server.on('clientError', (error: ClientError, socket: Duplex) => {
    if (!socket.writable) return;
    const status =
      error.code === 'HPE_HEADER_OVERFLOW' ? oversizedStatus(error, maxBytes) : '400 Bad Request';
    socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  });
}

type ClientError = NodeJS.ErrnoException & { readonly rawPacket?: Buffer };

/** A request line that does not end within the limit has too long an address. */
function oversizedStatus({ rawPacket }: ClientError, maxBytes: number): string {
  const start = rawPacket?.toString('latin1', 0, maxBytes) ?? '';
  const tooLongAddress = /^[A-Z]+ \/[^\r\n]*$/.test(start);
  return tooLongAddress ? '414 URI Too Long' : '431 Request Header Fields Too Large';
}
