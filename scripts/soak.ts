/** `npm run soak`: with `--seeds`, random histories against the engine; else people at work in a running `npm start`. */
await import(process.argv.includes('--seeds') ? './soak-seeds.ts' : './soak-people.ts');
