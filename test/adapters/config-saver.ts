// Saves picks into the user's file of the folder argv[2]: role argv[3], argv[4] times (or until it is killed), each
// time another model; prints the model after each save.
import { savePick } from "../../src/adapters/config.ts";
import { ROLE_NAMES } from "../../src/core/config/schema.ts";

const [dir = "", name = "", times = "1"] = process.argv.slice(2);
const role = ROLE_NAMES.find((one) => one === name);
if (role === undefined) throw new Error(`no role ${name}`);
for (let save = 0; save < Number(times); save += 1) {
  const model = `${name}/m${save}`;
  await savePick(dir, { for: "role", role }, model);
  process.stdout.write(`${model}\n`);
}
