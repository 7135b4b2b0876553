import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from './steps.ts';

/**
 * `vite build --config scripts/programs.config.ts --outDir FOLDER`: `server.mjs` and `cli.mjs`, which `npm test` starts
 * hundreds of times; most of a start from the sources is finding and reading 1,900 files. It is the same code; each
 * source still sees its own address, by which it finds migrations, protocols and the console.
 */
export default {
  root: ROOT,
  publicDir: false,
  build: {
    ssr: true,
    target: 'node24',
    minify: false,
    rolldownOptions: {
      input: { server: join(ROOT, 'apps/server/src/main.ts'), cli: join(ROOT, 'apps/cli/src/main.ts') },
      output: { entryFileNames: '[name].mjs', chunkFileNames: '[name].mjs' },
    },
  },
  ssr: { noExternal: true },
  plugins: [
    {
      name: 'own-addresses',
      transform: (code: string, id: string) =>
        id.includes('node_modules') || !code.includes('import.meta.url')
          ? undefined
          : code.replaceAll('import.meta.url', JSON.stringify(pathToFileURL(id).href)),
    },
  ],
};
