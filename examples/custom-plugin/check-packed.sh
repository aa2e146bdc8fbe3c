#!/usr/bin/env bash
# Proves that third parties can write plugins: packs this workspace's packages, installs the example against the
# tarballs with plain npm in a folder outside the workspace, compiles it there and runs its tests. Then installs what was
# compiled into a second folder, as its users do, and runs every command of vem there.
#
#   examples/custom-plugin/check-packed.sh            builds the packages first
#   examples/custom-plugin/check-packed.sh --built    takes them as they are
set -euo pipefail

example=$(cd "$(dirname "$0")" && pwd)
workspace=$(cd "$example/../.." && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

pnpm() { npx --yes pnpm@10 "$@"; }

cd "$workspace"
if [[ "${1:-}" != --built ]]; then pnpm run --silent build; fi

# pnpm replaces `workspace:` and `catalog:` by versions while it packs.
for package in packages/*/; do
  pnpm --dir "$package" pack --pack-destination "$folder/tarballs" > /dev/null
done
pnpm --dir "$example" pack --out "$folder/example.tgz" > /dev/null

cd "$folder"
tar -xzf example.tgz
cd package
rm -rf dist
npm install --save-dev --no-audit --no-fund --loglevel=error "$folder"/tarballs/*.tgz
if find node_modules -path '*/@vem/*' -type l | grep -q .; then
  echo 'The example must use the tarballs, but npm linked a package.' >&2
  exit 1
fi
npm run --silent build
npm test --silent
echo 'The example package builds, and its tests pass against the packed packages.'

npm pack --silent --pack-destination "$folder" > /dev/null
mkdir "$folder/project"
cd "$folder/project"
echo '{ "name": "project", "private": true }' > package.json
npm install --no-audit --no-fund --loglevel=error "$folder"/tarballs/*.tgz "$folder"/vem-plugin-example-*.tgz
echo '{ "plugins": ["vem-plugin-example"] }' > vem.config.json
node "$example/everyCommand.mjs" "$folder/project"
echo 'Every command works on the example package.'
