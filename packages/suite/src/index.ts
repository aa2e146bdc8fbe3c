export { type Audit, type AuditMetrics, auditRun, type Subject as AuditSubject } from './audit/audit.js';
export { auditPage } from './audit/page.js';
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
export { type ReportOptions, writeReport } from './report/write.js';
export {
  interquartileMean,
  meanOfTasks,
  optimalityGap,
  pooledInterquartileMean,
  type Strata,
} from './statistics/aggregate.js';
export { type BootstrapOptions, bootstrapInterval } from './statistics/bootstrap.js';
export {
  improvementInterval,
  improvementOnTask,
  isTied,
  type Pairing,
  probabilityOfImprovement,
} from './statistics/improvement.js';
export type { Interval } from './statistics/interval.js';
export type { Look } from './statistics/permutationTest.js';
export { type PerformanceProfile, performanceProfile } from './statistics/profile.js';
export { wilsonInterval } from './statistics/proportion.js';
export { meanInterval, studentQuantile } from './statistics/student.js';
export { type Decision, decide, QuestionFamily, type Verdict } from './statistics/verdicts.js';
export { RunFolder, type RunPlace } from './store/runFolder.js';
export type { RunResult } from './store/runResult.js';
export { readRun, readRuns, type StoredRun } from './store/storedRun.js';
