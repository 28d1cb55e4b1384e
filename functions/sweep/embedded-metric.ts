import { METRICS } from '../../domain/pipeline/metric-names.ts';

/**
 * A line of the log that CloudWatch turns into metrics of the stage:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 * It must reach standard output as it is: what Lambda puts around console output in JSON is no metric to CloudWatch.
 */
export function embeddedMetric(stage: string, atMs: number, counts: Readonly<Record<string, number>>): string {
  const { namespace, stageDimension } = METRICS;
  return JSON.stringify({
    _aws: {
      Timestamp: atMs,
      CloudWatchMetrics: [
        {
          Namespace: namespace,
          Dimensions: [[stageDimension]],
          Metrics: Object.keys(counts).map((name) => ({ Name: name, Unit: 'Count' })),
        },
      ],
    },
    [stageDimension]: stage,
    ...counts,
  });
}
