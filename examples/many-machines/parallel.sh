#!/bin/sh
# The runs of a plan over ssh with GNU parallel, on machines that have a built clone at the same path and share no folder:
#
#   vem plan --suite quick --out plan.json
#   examples/many-machines/parallel.sh plan.json 27 quick "user@one,user@two"
#
# Each machine's runs come back when they end, and are merged. Without machines, all run here, one per core.
set -eu
plan=$1
runs=$2
out=$3
machines=${4:-:}
vem=${VEM:-$PWD/packages/suite/bin/vem.js}

# Exit status 2 means that a run can never work, 1 that it may the next time; --retries tries both, and the second try of the first
# ends at once.
seq 0 $((runs - 1)) | parallel --sshlogin "$machines" --workdir . --retries 3 --joblog "$out.log" \
  --transferfile "$plan" --return "$out-{}" --cleanup \
  node "$vem" run-index "$plan" {} --out "$out-{}" || true

node "$vem" merge "$out"-[0-9]* --out "$out"
