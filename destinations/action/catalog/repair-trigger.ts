const TYPES = 'track|identify|page|screen|group|alias';

/**
 * A trigger of the package as FQL: in some presets words are in capitals or without quotes, which Segment's own parser takes
 * or skips.
 */
export function repairTrigger(trigger: string): string {
  return trigger
    .replaceAll(/ AND /g, ' and ')
    .replaceAll('==', '=')
    .replaceAll('", event', '" and event')
    .replaceAll(new RegExp(`type\\s*=\\s*(${TYPES})\\b`, 'g'), 'type = "$1"');
}
