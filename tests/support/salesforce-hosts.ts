/**
 * Preload for a server under test: Salesforce's real host names lead to simulated orgs on this machine. Which port is
 * whose stands in SALESFORCE_HOST_PORTS, `login.salesforce.com=4443,…`; anything else is connected to as ever.
 */
import { syncBuiltinESMExports } from 'node:module';
import tls from 'node:tls';

const ports = new Map(
  (process.env['SALESFORCE_HOST_PORTS'] ?? '')
    .split(',')
    .map((pair) => pair.split('='))
    .map(([host = '', port]) => [host, Number(port)]),
);
const connect = tls.connect;

Object.assign(tls, {
  connect(options: tls.ConnectionOptions, ...rest: readonly unknown[]): tls.TLSSocket {
    const port = ports.get(options.host ?? '');
    const target =
      port === undefined
        ? options
        : { ...options, host: '127.0.0.1', port, servername: options.servername ?? options.host };
    return Reflect.apply(connect, tls, [target, ...rest]) as tls.TLSSocket;
  },
});
syncBuiltinESMExports();
