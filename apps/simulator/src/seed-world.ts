import { attachApp } from './oauth/app-access.ts';
import { replaceServiceRows } from './service-database.ts';
import { applySeed } from './seed/apply-seed.ts';
import type { SeedSource } from './seed/apply-seed.ts';
import type { World } from './world.ts';

/** Adds a seed to the org: its rows to the org itself, its apps and passwords to the sign-in side. */
export function seedWorld(world: World, source: SeedSource): void {
  applySeed(
    world.org,
    source,
    {
      defineApp: ({ profiles, permissionSets, ...app }) => {
        world.apps.write(app);
        attachApp(world, app, { profiles, permissionSets });
      },
      setPassword: (userId, password) => world.passwords.set(userId, password),
      setLoginPolicy: (ownerId, policy) => world.signIn.policies.change(ownerId, policy),
      changeSignIn: (changes) => {
        if (Object.keys(changes).length === 0) return;
        world.settings.change({ signIn: { ...world.settings.current.signIn, ...changes } });
      },
    },
    world.demoOptions,
  );
}

/** Makes the org what the start seed says, and remembers it for resets. */
export function seedStart(world: World): void {
  seedWorld(world, world.startSeed);
  world.start.keep();
}

/** Everything gone, tokens, jobs, faults and clock offset included; then the seed, or the start as it was. */
export async function resetWorld(world: World, source: SeedSource): Promise<void> {
  world.activity.stop();
  await world.jobs.clear();
  await world.ingestJobs.clear();
  await world.instances.returnToStart();
  for (const id of world.heldTransactions.keys()) world.org.releaseTransactions(id);
  world.heldTransactions.clear();
  const restored = source === world.startSeed && world.start.restore();
  if (!restored) {
    replaceServiceRows(world.database);
    world.org.reset();
  }
  world.settings.reload();
  world.idTokenKey.forget();
  world.usage.clear();
  world.hourlyBatches.clear();
  world.faults.clear();
  world.calls.clear();
  world.browserSessions.clear();
  world.signIn.verification.clear();
  if (!restored) seedWorld(world, source);
}
