/** The layers of src: doors -> adapters and flows -> ports -> core. */
module.exports = {
  forbidden: [
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } } },
    { name: "core-imports-core", severity: "error", from: { path: "^src/core/" }, to: { path: "^src/", pathNot: "^src/core/" } },
    { name: "core-is-pure", severity: "error", from: { path: "^src/core/" }, to: { dependencyTypes: ["core"] } },
    { name: "core-knows-no-pi", severity: "error", from: { path: "^src/core/" }, to: { path: "@earendil-works" } },
    { name: "ports-import-core", severity: "error", from: { path: "^src/ports\\.ts$" }, to: { path: "^src/", pathNot: "^src/core/" } },
    { name: "flows-import-ports-and-core", severity: "error", from: { path: "^src/flows/" }, to: { path: "^src/", pathNot: "^src/(core/|flows/|ports\\.ts$)" } },
    { name: "flows-touch-no-system", severity: "error", from: { path: "^src/flows/" }, to: { dependencyTypes: ["core"] } },
    { name: "adapters-know-no-flow-or-door", severity: "error", from: { path: "^src/adapters/" }, to: { path: "^src/(flows/|child/|cli\\.ts$|extension\\.ts$)" } },
    { name: "the-child-is-light", severity: "error", from: { path: "^src/child/" }, to: { path: "^src/", pathNot: "^src/(core/|child/)" } },
    { name: "the-child-loads-no-zod", severity: "error", from: { path: "^src/child/" }, to: { path: "node_modules/(zod|execa|simple-git|yaml|diff)/", reachable: true } },
    { name: "nobody-imports-a-door", severity: "error", from: { path: "^src/", pathNot: "^src/child/" }, to: { path: "^src/(cli|extension)\\.ts$" } },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "node", "default", "types"] },
  },
};
