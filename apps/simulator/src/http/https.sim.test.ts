import assert from 'node:assert/strict';
import { get } from 'node:https';
import { behaviour } from '../../testing/behaviour.ts';
import { makeCertificates } from '../../testing/certificates.ts';
import { TEST_SEED } from '../../testing/test-org.ts';
import { startSimulator } from '../start-simulator.ts';

behaviour(
  'over https, addresses in answers are https, and a client that trusts the authority is served',
  { documented: 'REST API Developer Guide, "Using HTTPS"' },
  async () => {
    const { ca, cert, key } = await makeCertificates();
    const simulator = await startSimulator({ seed: TEST_SEED, tls: { cert, key } });
    try {
      assert.match(simulator.baseUrl, /^https:\/\/127\.0\.0\.1:\d+$/);
      const configuration = await readJson(`${simulator.baseUrl}/.well-known/openid-configuration`, ca);
      assert.equal(configuration.issuer, simulator.baseUrl);
      await assert.rejects(readJson(simulator.baseUrl, undefined), /certificate/);
    } finally {
      await simulator.close();
    }
  },
  { covers: 'oauth.hosts' },
);

// oxlint-disable-next-line typescript/no-explicit-any -- answers are picked apart
function readJson(url: string, ca: string | undefined): Promise<any> {
  return new Promise((resolve, reject) => {
    get(url, ca === undefined ? {} : { ca }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () => resolve(JSON.parse(text)));
    }).on('error', reject);
  });
}
