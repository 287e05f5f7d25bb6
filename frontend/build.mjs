// Builds the style sheet, script, fonts and icon of the pages into the folder named as first argument.
//
//   loket-<hash>.css     NL Design System components, the tokens that they use, and our own layer
//   near-<hash>.js       the scripts of the few pages that have one
//   copy-<hash>.js
//   *-<hash>.woff2       Noto Sans, latin, 400 and 700
//   icon-<hash>.svg      the mark in the browser's tab
//   manifest.json        which name each file got
//   NOTICES.txt          name, version and licence of everything above that others made
//
// Names carry a hash of their content, so that a browser may keep them for a year.

import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import * as esbuild from "esbuild";

const folder = path.resolve(process.argv[2] ?? "api/static/build");
const here = import.meta.dirname;
const SCRIPTS = ["near.js", "copy.js"];

const bundle = await esbuild.build({
  entryPoints: [path.join(here, "loket.css")],
  bundle: true,
  outdir: folder,
  assetNames: "[name]-[hash]",
  loader: { ".woff2": "file" },
  metafile: true,
  write: false,
  logLevel: "warning",
});

const scripts = await esbuild.build({
  entryPoints: SCRIPTS.map((name) => path.join(here, name)),
  bundle: true,
  outdir: folder,
  format: "esm",
  target: "es2022",
  minify: true,
  metafile: true,
  write: false,
  logLevel: "warning",
});

mkdirSync(folder, { recursive: true });
const manifest = {};
for (const file of bundle.outputFiles) {
  if (file.path.endsWith(".css")) {
    const text = withoutUnusedTokens(file.text);
    const small = await esbuild.transform(text, { loader: "css", minify: true, legalComments: "none" });
    store("loket.css", `/*! Third-party notices: NOTICES.txt */\n${small.code}`);
  } else {
    writeFileSync(file.path, file.contents);
    const name = path.basename(file.path);
    manifest[name.replace(/-[A-Z0-9]{8}(?=\.)/, "")] = name; // a document to print names its fonts
  }
}
for (const file of scripts.outputFiles) store(path.basename(file.path), file.text);
store("icon.svg", readFileSync(path.join(here, "icon.svg"), "utf8"));
writeFileSync(path.join(folder, "NOTICES.txt"), notices(Object.keys({ ...bundle.metafile.inputs, ...scripts.metafile.inputs })));
writeFileSync(path.join(folder, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);

function store(name, text) {
  const { name: stem, ext } = path.parse(name);
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 12);
  manifest[name] = `${stem}-${hash}${ext}`;
  writeFileSync(path.join(folder, manifest[name]), text);
}

// The theme defines nearly 2,800 tokens for five component libraries; a page needs the ones that its
// own components refer to, directly or through another token.
function withoutUnusedTokens(css) {
  const theme = /(\.voorbeeld-theme\s*\{)([^}]*)\}/g;
  const tokens = new Map();
  for (const [, , body] of css.matchAll(theme)) {
    for (const [, name, value] of body.matchAll(/(--[\w-]+)\s*:\s*([^;]*);/g)) tokens.set(name, value);
  }
  const references = (text) => [...text.matchAll(/var\(\s*(--[\w-]+)/g)].map(([, name]) => name);
  const used = new Set();
  const queue = references(css.replace(theme, ""));
  while (queue.length) {
    const name = queue.pop();
    if (used.has(name)) continue;
    used.add(name);
    if (tokens.has(name)) queue.push(...references(tokens.get(name)));
  }
  return css.replace(theme, (_, head, body) =>
    `${head}${body.replace(/(--[\w-]+)\s*:[^;]*;/g, (line, name) => (used.has(name) ? line : ""))}}`,
  );
}

// Licence texts that are the same word for word are printed once, under the names of all that use them.
function notices(inputs) {
  const packages = new Map();
  for (const input of inputs) {
    const [, root] = /(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input.replaceAll("\\", "/")) ?? [];
    if (root && !packages.has(root)) {
      const { name, version, license } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
      const file = readdirSync(root).find((entry) => /^(licen[cs]e|copying)(\.|$)/i.test(entry));
      packages.set(root, { title: `${name} ${version} (${license})`, text: file ? readFileSync(path.join(root, file), "utf8").trim() : "" });
    }
  }
  const byText = new Map();
  for (const { title, text } of packages.values()) byText.set(text, [...(byText.get(text) ?? []), title]);
  const rule = "-".repeat(100);
  const parts = [...byText].map(([text, titles]) => `${titles.sort().join("\n")}\n\n${text || "The package carries no licence file; the licence is the one named above."}`);
  return `The files in this folder contain work of others. Style sheets were joined, shortened and stripped of\ntokens that no rule uses; fonts are as published.\n\n${rule}\n${parts.join(`\n\n${rule}\n`)}\n`;
}
