/**
 * Preload for Node clients on machines whose resolver does not know `*.localhost` (browsers and most of Linux do):
 * `NODE_OPTIONS="--import /path/to/resolve-local-hosts.ts"`. Everything else is resolved as ever.
 */
import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';

const lookup = dns.lookup;

Object.assign(dns, {
  lookup(hostname: string, ...rest: readonly unknown[]): void {
    const name = hostname.toLowerCase().endsWith('.localhost') ? '127.0.0.1' : hostname;
    Reflect.apply(lookup, dns, [name, ...rest]);
  },
});
syncBuiltinESMExports();
