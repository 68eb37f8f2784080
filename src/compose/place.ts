import type { Choose } from "../adapters/approvals.ts";
import { systemClock } from "../adapters/clock.ts";
import { agentDir, loadConfig, readInWorkTree } from "../adapters/config.ts";
import { openGit } from "../adapters/git/git.ts";
import { type CatalogueSource, piCatalogue } from "../adapters/models.ts";
import { packageRoot } from "../adapters/package.ts";
import { locatePi } from "../adapters/pi/locate.ts";
import { openStore, type Store } from "../adapters/store.ts";
import type { Effective } from "../core/config/merge.ts";
import { OperatorError } from "../core/errors.ts";

/** What a door knows of the process it runs in. */
export interface Surroundings {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly execPath: string;
  /** `process.argv[1]`. */
  readonly script: string | undefined;
  readonly cacheDir: string;
  readonly random: (bytes: number) => Uint8Array;
  /** The models that there are; Pi is started and asked where it is absent. */
  readonly catalogue?: CatalogueSource;
  /** Shows a question to a person; nobody is asked where it is absent. */
  readonly choose?: Choose;
}

/** Where a command that needs no repository stands. */
export interface Place {
  /** Top folder of the work tree; null outside a repository. */
  readonly root: string | null;
  /** The repository's runs; outside a repository those of the user's cache folder. */
  readonly store: Store;
  readonly config: Effective;
}

/** Finds the repository, if there is one, and reads the configuration as it stands in its work tree. */
export async function findPlace(where: Surroundings): Promise<Place> {
  const repository = await findRepository(where);
  const config = await loadConfig({
    agentDir: agentDir(where.env),
    readProject: repository === null ? async () => ({ status: "empty" }) : readInWorkTree(repository.root),
  });
  const store = openStore({
    commonDir: repository?.commonDir ?? where.cacheDir,
    clock: systemClock,
    random: where.random,
  });
  return { root: repository?.root ?? null, store, config };
}

/** The source of the catalogue: the door's, or Pi itself. */
export function catalogueFor(where: Surroundings): CatalogueSource {
  return (
    where.catalogue ??
    (async (mentioned) => {
      const pi = await locatePi({ ...where, packageRoot });
      return piCatalogue({ pi, cwd: where.cwd, env: where.env })(mentioned);
    })
  );
}

async function findRepository(where: Surroundings) {
  try {
    return await openGit({ cwd: where.cwd, env: where.env, cacheDir: where.cacheDir });
  } catch (error) {
    if (error instanceof OperatorError && error.code === "not-a-repository") return null;
    throw error;
  }
}
