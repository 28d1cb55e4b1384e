// The one HTTPS endpoint: which path goes to which function, and who may call it. ingest answers OPTIONS itself, because
// the CORS of API Gateway cannot echo the caller's origin, which browsers demand where credentials are sent.

import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Monitoring } from './monitoring.ts';
import type { PipelineFunction } from './pipeline-function.ts';
import type { StageConfig } from './stage-config.ts';

/** One short line per request, without addresses of people: at 1,000 requests a second 11 GB a day. AWS wants the id. */
const ACCESS_LOG_FORMAT = JSON.stringify({
  id: '$context.requestId',
  at: '$context.requestTimeEpoch',
  route: '$context.routeKey',
  status: '$context.status',
  error: '$context.integrationErrorMessage',
});

export type EndpointProps = {
  readonly config: StageConfig;
  readonly ingest: PipelineFunction;
  readonly controlApi: PipelineFunction;
  readonly monitoring: Monitoring;
};

export class Endpoint extends Construct {
  /** Without a slash at its end: Go, Java and Rust SDKs append `/v1/batch` to whatever they are given. */
  readonly url: string;

  constructor(scope: Construct, id: string, { config, ingest, controlApi, monitoring }: EndpointProps) {
    super(scope, id);
    const api = new apigateway.HttpApi(this, 'Api', { createDefaultStage: false, apiName: `Penstock-${config.name}` });
    const stage = this.#createStage(api, config);
    this.url = api.apiEndpoint;
    const ingestIntegration = new HttpLambdaIntegration('Ingest', ingest.lambda);
    const controlIntegration = new HttpLambdaIntegration('ControlApi', controlApi.lambda);
    api.addRoutes({ path: '/v1/{proxy+}', integration: ingestIntegration });
    // Senders whose configured address ends in a slash ask for //v1/batch, which API Gateway matches with no other route.
    new apigateway.HttpRoute(this, 'AnythingElse', {
      httpApi: api,
      routeKey: apigateway.HttpRouteKey.DEFAULT,
      integration: ingestIntegration,
    });
    api.addRoutes({ path: '/api/{proxy+}', integration: controlIntegration, authorizer: new HttpIamAuthorizer() });
    // The function verifies tokens itself: some are not JWTs, which is all that API Gateway could judge.
    for (const path of ['/api/v1', '/api/v1/{proxy+}', '/oauth2/{proxy+}'])
      api.addRoutes({ path, integration: controlIntegration });
    for (const path of ['/', '/healthz', '/api/openapi.json']) {
      api.addRoutes({ path, methods: [apigateway.HttpMethod.GET], integration: controlIntegration });
    }
    Validations.of(api).acknowledge({
      id: 'AwsSolutions-APIG4',
      reason:
        '/v1 is authorised by write keys, in ingest, /api/v1 by tokens and /oauth2 by the secrets of apps, in the control API; /, /healthz and the OpenAPI document say nothing that is not public; the rest of /api uses IAM.',
    });
    monitoring.addAlarm({
      kind: 'api-server-errors',
      summary: 'The endpoint has answered 5xx for three minutes in a row: senders are retrying, some will give up.',
      metric: stage.metricServerError({ period: Duration.minutes(1), statistic: 'Sum' }),
      threshold: 1,
      evaluationPeriods: 3,
    });
  }

  #createStage(api: apigateway.HttpApi, { ingest }: StageConfig): apigateway.HttpStage {
    const logs = new LogGroup(this, 'AccessLogs', {
      retention: RetentionDays.ONE_WEEK,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    return new apigateway.HttpStage(this, 'Stage', {
      httpApi: api,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: ingest.requestsPerSecond, burstLimit: ingest.burst },
      accessLogSettings: {
        destination: new apigateway.LogGroupLogDestination(logs),
        format: AccessLogFormat.custom(ACCESS_LOG_FORMAT),
      },
    });
  }
}
