import { describe, expect, test } from 'vitest';
import { drawPlot } from '../../../proof/simulation/plot.ts';

describe('a plot', () => {
  test('puts the smallest value at the bottom left and the largest at the top right', () => {
    const svg = drawPlot({
      title: 'a < b',
      xLabel: 'x',
      yLabel: 'y',
      scale: 'linear',
      series: [
        {
          name: 'line',
          points: [
            [0, 0],
            [4, 50],
            [8, 100],
          ],
        },
      ],
    });

    expect(svg).toContain('points="70,290 407.5,177 745,64"');
    expect(svg).toContain('a &lt; b');
    expect(svg).toContain('prefers-color-scheme: dark');
  });

  test('gives each decade the same height on a logarithmic scale, and shows nothing as nothing', () => {
    const svg = drawPlot({
      title: 't',
      xLabel: 'x',
      yLabel: 'y',
      scale: 'logarithmic',
      series: [
        {
          name: 'line',
          points: [
            [0, 0],
            [1, 10],
            [2, 100],
          ],
        },
      ],
    });

    expect(svg).toContain('points="70,290 407.5,177 745,64"');
  });
});
