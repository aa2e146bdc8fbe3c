export { type MovingNumber, type Scheduled, type ScheduleShape, schedulable, valueAt } from './scheduled.js';
