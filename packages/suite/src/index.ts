export { type Registry, registry } from './catalogue/registry.js';
export { diagnoseRun } from './diagnose/diagnose.js';
export type { Evidence, Finding, MetricLine, Probe } from './diagnose/evidence.js';
export type { Executor, RunJob, RunProgress } from './executor/executor.js';
export { type LocalExecutorOptions, localExecutor } from './executor/local.js';
export type { ErrorMessage, JobMessage, WorkerMessage } from './executor/messages.js';
export { configureRun, type RunRequest, reconfigureRun } from './experiment/configureRun.js';
export { type ContinueOptions, continueExperiment } from './experiment/continueExperiment.js';
export { configureExperiment, type ExperimentConfig, readExperimentConfig } from './experiment/experimentConfig.js';
export { madeWithThis } from './experiment/madeWith.js';
export { knownRuns, type ResumedRun, type ResumeOptions, type RunMaker, runsOf } from './experiment/makeRun.js';
export { type PlannedRun, planSuite } from './experiment/plan.js';
export { type Experiment, type ExperimentControl, runExperiment } from './experiment/runExperiment.js';
export { applySettings, parseSetting, type Setting } from './experiment/settings.js';
export { findSuite, parseSuite, type Suite, type SuiteInput } from './experiment/suite.js';
export { suites } from './experiment/suites/index.js';
export type { TrainableRun } from './experiment/training.js';
export type { LoadedPackage, PackageRecord, PluginSource } from './plugins/loadedPackage.js';
export { registryWith } from './plugins/registryWith.js';
export { type Collection, collect } from './report/collect.js';
export { type Difference, difference, type RowDifference } from './report/difference.js';
export type { ResultRow, Results } from './report/results.js';
export { markdownReport } from './report/table.js';
export { type ReportFiles, writeReport } from './report/write.js';
export { interquartileMean, quantile } from './statistics/aggregate.js';
export { type BootstrapOptions, bootstrapInterval, type Interval, stratifiedInterval } from './statistics/bootstrap.js';
export {
  improvementInterval,
  improvementOnTask,
  type Pairing,
  probabilityOfImprovement,
} from './statistics/improvement.js';
export { type PerformanceProfile, performanceProfile } from './statistics/profile.js';
export { RunFolder, type RunPlace } from './store/runFolder.js';
export type { RunResult } from './store/runResult.js';
export { readRun, readRuns, type StoredRun } from './store/storedRun.js';
