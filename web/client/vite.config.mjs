// Every src/*.ts is the script of one page; the output is read by web/assets.py.
import { readdirSync } from "node:fs";
import { defineConfig } from "vite";

const entries = readdirSync(new URL("src", import.meta.url))
  .filter((name) => name.endsWith(".ts") && !name.endsWith(".d.ts"))
  .map((name) => `src/${name}`);

export default defineConfig({
  base: "./",
  publicDir: false,
  build: {
    outDir: "../static/dist",
    emptyOutDir: true,
    target: "es2015", // parses in Chromium 80; target chrome80 leaves newer syntax in
    manifest: "manifest.json",
    license: { fileName: "licenses.md" },
    modulePreload: false,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 800,
    rolldownOptions: { input: entries },
  },
});
