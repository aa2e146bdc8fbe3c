#!/bin/bash
# One task of a Slurm array per run of a plan:
#
#   vem plan --suite quick --out results/plan.json     # prints the number of runs, here 27
#   sbatch --array=0-26 examples/many-machines/slurm.sh results/plan.json results/quick
#   vem report results/quick                           # when all are done; also before
#
#SBATCH --job-name=vem
#SBATCH --cpus-per-task=1
#SBATCH --mem=1G
#SBATCH --time=02:00:00
#SBATCH --requeue
#SBATCH --signal=B:TERM@60
set -u
plan=$1
out=$2
vem=${VEM:-packages/suite/bin/vem.js}

# The signal that comes a minute before the time is over is passed on, so that the run stores a checkpoint and ends.
node "$vem" run-index "$plan" "$SLURM_ARRAY_TASK_ID" --out "$out" &
trap 'kill -TERM $!' TERM
wait $!
status=$?
# A signal ends the first wait; the run's own status comes from the second.
if [ "$status" -gt 128 ]; then wait $!; status=$?; fi

# 0: done. 2: it can never work, so nothing is tried again. All else, the end of its time included: go on from the checkpoint.
if [ "$status" -ne 0 ] && [ "$status" -ne 2 ] && [ -n "${SLURM_JOB_ID:-}" ]; then
  scontrol requeue "${SLURM_ARRAY_JOB_ID}_${SLURM_ARRAY_TASK_ID}"
fi
exit "$status"
