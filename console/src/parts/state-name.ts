// The states that have a glyph. Apart from the glyphs, so that plain modules can say in which state something is.

/**
 * `ok` delivering, `waiting` waiting or throttled, `held` held or paused, `failed` down, failed or given up, `off` off or
 * filtered; `pass`, `warn` and `skip` are for checks.
 */
export type StateName = 'ok' | 'waiting' | 'held' | 'failed' | 'off' | 'pass' | 'warn' | 'skip';
