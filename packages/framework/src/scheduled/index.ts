export {
  type Elapsed,
  type MovingNumber,
  movingOptions,
  movingOverRun,
  type Scheduled,
  type ScheduleShape,
  schedulable,
  valueAt,
} from './scheduled.js';
