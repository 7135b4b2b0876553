export * from './ports/clock.ts';
export * from './ports/mirror.ts';
export * from './ports/object-store.ts';
export * from './ports/source-org.ts';
export * from './ports/token-source.ts';
