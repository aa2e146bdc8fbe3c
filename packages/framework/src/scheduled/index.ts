export {
  type Elapsed,
  type MovingNumber,
  movingOptions,
  type Scheduled,
  type ScheduleShape,
  schedulable,
  valueAt,
} from './scheduled.js';
