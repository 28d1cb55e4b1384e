/** Whether times are shown in UTC or as the clock of this computer. */
export type Zone = 'utc' | 'local';
