// npm packages hold no symbolic links: makes those that PostgreSQL's libraries need, in a published folder that may be read-only later.
import { existsSync, readFileSync, symlinkSync } from "node:fs";
import { basename, join } from "node:path";

const folder = process.argv[2];
const list = join(folder, "pg-symlinks.json");
for (const { source, target } of existsSync(list) ? JSON.parse(readFileSync(list, "utf8")) : []) {
  const link = join(folder, "..", target);
  if (!existsSync(link)) {
    symlinkSync(basename(source), link);
  }
}
