// Bundles the browser's part into wwwroot/dist. Run by the build (Client.targets) and by `npm run build`.
import { build } from "esbuild";
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { trim } from "./mud-css.mjs";

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

// Where the package lies is known to the build alone.
const mud = process.env.MUDBLAZOR;
if (!mud) {
    throw new Error("MUDBLAZOR names no folder; run `dotnet build`, which sets it.");
}

// From here both get a fingerprint, and are compressed, as our own files are.
writeFileSync(join(out, "mud.css"), trim(readFileSync(join(mud, "MudBlazor.min.css"), "utf8")));
copyFileSync(join(mud, "MudBlazor.min.js"), join(out, "mud.js"));
