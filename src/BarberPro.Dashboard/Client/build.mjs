// Bundles the browser's part into wwwroot/dist. Run by the build (Client.targets) and by `npm run build`.
import { build } from "esbuild";
import { copyFileSync, mkdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const top = join(here, "../../..");
const out = join(top, "wwwroot/dist");

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
copyFileSync(join(top, "node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2"), join(out, "inter.woff2"));

await build({
    entryPoints: { live: join(here, "live.ts") },
    outdir: out,
    bundle: true,
    format: "esm",
    splitting: true,
    chunkNames: "[name]-[hash]",
    target: "es2022",
    minify: true,
    sourcemap: "linked",
    legalComments: "linked",
    logLevel: "warning",
});
