import { lookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** Not on the public internet. Sources: IANA, "IPv4/IPv6 Special-Purpose Address Registry". */
const PRIVATE = new BlockList();
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const) {
  PRIVATE.addSubnet(net, bits, 'ipv4');
}
/** Only 2000::/3 is given out; of it these are not hosts of their own: protocols, examples, wrapped IPv4. */
for (const [net, bits] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const) {
  PRIVATE.addSubnet(net, bits, 'ipv6');
}
const GIVEN_OUT = new BlockList();
GIVEN_OUT.addSubnet('2000::', 3, 'ipv6');

/** True for an address on the public internet. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !PRIVATE.check(address, 'ipv4');
  return family === 6 && GIVEN_OUT.check(address, 'ipv6') && !PRIVATE.check(address, 'ipv6');
}

export class AddressRefused extends Error {
  override readonly name = 'AddressRefused';
}

/**
 * Resolves a name for the connection that is made with the very answer, so that a name cannot show one address to a
 * check and another to the connection. One private address among the answers refuses them all.
 */
export const lookupPublic: LookupFunction = (hostname, options, callback) => {
  const family = options.family === 6 ? 6 : options.family === 4 ? 4 : 0;
  lookup(hostname, { all: true, family }, (error, found) => {
    if (error !== null) {
      callback(error, '', 4);
      return;
    }
    const [first] = found;
    if (first === undefined || !found.every(({ address }) => isPublicAddress(address)))
      callback(
        new AddressRefused(`${hostname} leads to an address that is not on the public internet`),
        '',
        4,
      );
    else if (options.all === true) callback(null, found);
    else callback(null, first.address, first.family);
  });
};
