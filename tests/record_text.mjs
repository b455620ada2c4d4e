// Runs generator/editor/record-text.js on many files at once: [{text, form, change}] in, [{read, named, written}] out.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const [library, script] = process.argv.slice(2);
globalThis.jsyaml = createRequire(import.meta.url)(library);
(0, eval)(readFileSync(script, "utf8"));

const jobs = JSON.parse(readFileSync(0, "utf8"));
const answers = jobs.map(({ text, form, change }) => {
  const read = text === null ? {} : RecordText.read(text, form);
  const named = RecordText.named({ ...read, ...change }, form);
  try {
    return { read, named, written: RecordText.write({ ...read, ...change, ...named }, form) };
  } catch (fault) {
    return { read, fault: fault.message };
  }
});
process.stdout.write(JSON.stringify(answers));
