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

/** One short line per request: at 1,000 requests a second 11 GB a day. AWS wants the id. */
const ACCESS_LOG = {
  id: '$context.requestId',
  at: '$context.requestTimeEpoch',
  route: '$context.routeKey',
  status: '$context.status',
  error: '$context.integrationErrorMessage',
};

/** Pages for people, then Segment's SDK for pages, where it looks for itself. */
const WEB_PATHS = [
  '/api',
  '/docs',
  '/docs/{page+}',
  '/analytics.js/v1/{writeKey}/analytics.min.js',
  '/analytics-next/bundles/{chunk}',
];

/** The page of the console, whatever is shown in it, its files, and what it has to know before anybody signs in. */
const CONSOLE_PATHS = [
  ...['/', '/w/{page+}', '/connect', '/signed-in', '/request-access', '/assets/{file}', '/api/console'],
  // Logos, and the catalog where the stage shows it to everybody.
  ...['/logos/{app}/{file}', '/catalog', '/catalog/{entry}', '/sitemap.xml', '/robots.txt'],
];

/** Of a form that a person fills in. */
const ACCESS_REQUESTS = { requestsPerSecond: 5, burst: 10 };

type Throttle = { readonly requestsPerSecond: number; readonly burst: number };

export type EndpointProps = {
  readonly config: StageConfig;
  readonly ingest: PipelineFunction;
  readonly source: PipelineFunction;
  readonly controlApi: PipelineFunction;
  readonly web: PipelineFunction;
  readonly console: PipelineFunction;
  readonly monitoring: Monitoring;
};

export class Endpoint extends Construct {
  /** Without a slash at its end: Go, Java and Rust SDKs append `/v1/batch` to whatever they are given. */
  readonly url: string;

  constructor(scope: Construct, id: string, { config, monitoring, ...functions }: EndpointProps) {
    super(scope, id);
    const { ingest, controlApi, web } = functions;
    const api = new apigateway.HttpApi(this, 'Api', { createDefaultStage: false, apiName: `Penstock-${config.name}` });
    const throttleOf = new Map<apigateway.HttpRoute, Throttle>();
    const addRoutes = (throttle: Throttle, options: apigateway.AddRoutesOptions): void => {
      for (const route of api.addRoutes(options)) throttleOf.set(route, throttle);
    };
    const integration = new HttpLambdaIntegration('ControlApi', controlApi.lambda);
    const ingestIntegration = new HttpLambdaIntegration('Ingest', ingest.lambda);
    for (const path of ['/v1/{proxy+}', '/api/s/{proxy+}']) {
      addRoutes(config.ingest, { path, integration: ingestIntegration });
    }
    // By the token in the path, or in the query string as Segment has it. The access log names the route, and so no token.
    const sourceIntegration = new HttpLambdaIntegration('Source', functions.source.lambda);
    for (const path of ['/fn', '/fn/{token}']) {
      addRoutes(config.source, { path, integration: sourceIntegration });
    }
    // Senders whose configured address ends in a slash ask for //v1/batch, which API Gateway matches with no other route.
    // It has the default throttle of the stage, which no other route has.
    new apigateway.HttpRoute(this, 'AnythingElse', {
      httpApi: api,
      routeKey: apigateway.HttpRouteKey.DEFAULT,
      integration: ingestIntegration,
    });
    addRoutes(config.controlApi, { path: '/api/{proxy+}', integration, authorizer: new HttpIamAuthorizer() });
    // The function verifies tokens itself: some are not JWTs, which is all that API Gateway could judge.
    for (const path of ['/api/v1', '/api/v1/{proxy+}']) addRoutes(config.controlApi, { path, integration });
    if (config.requestAccess) {
      // Apart, so that a flood of strangers never takes the place of who has a token. The function counts addresses.
      const posts = [apigateway.HttpMethod.POST];
      addRoutes(ACCESS_REQUESTS, { path: '/api/v1/access-requests', methods: posts, integration });
    }
    addRoutes(config.oauth2, { path: '/oauth2/{proxy+}', integration });
    const methods = [apigateway.HttpMethod.GET];
    for (const path of ['/healthz', '/api/openapi.json']) addRoutes(config.controlApi, { path, methods, integration });
    const webIntegration = new HttpLambdaIntegration('Web', web.lambda);
    for (const path of WEB_PATHS) addRoutes(config.web, { path, methods, integration: webIntegration });
    const consoleIntegration = new HttpLambdaIntegration('Console', functions.console.lambda);
    for (const path of CONSOLE_PATHS) addRoutes(config.console, { path, methods, integration: consoleIntegration });
    const stage = this.#createStage(api, config);
    this.url = api.apiEndpoint;
    throttleRoutes(stage, throttleOf);
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-APIG4',
      reason:
        '/v1, /api/s and what no other route matches are authorised by write keys, in ingest, /fn by the tokens in its addresses, /api/v1 by tokens and /oauth2 by the secrets of apps, in the control API; requests for access are open and counted; the console, /api, /docs, the SDK for pages, /healthz and the OpenAPI document say nothing that is not public; the rest of /api uses IAM.',
    });
    monitoring.addAlarm({
      kind: 'api-server-errors',
      summary: 'The endpoint has answered 5xx for three minutes in a row: senders are retrying, some will give up.',
      metric: stage.metricServerError({ period: Duration.minutes(1), statistic: 'Sum' }),
      threshold: 1,
      evaluationPeriods: 3,
    });
  }

  #createStage(api: apigateway.HttpApi, { ingest, logAddresses }: StageConfig): apigateway.HttpStage {
    const logs = new LogGroup(this, 'AccessLogs', {
      retention: RetentionDays.ONE_WEEK,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const format = { ...ACCESS_LOG, ...(logAddresses ? { address: '$context.identity.sourceIp' } : {}) };
    return new apigateway.HttpStage(this, 'Stage', {
      httpApi: api,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: ingest.requestsPerSecond, burstLimit: ingest.burst },
      accessLogSettings: {
        destination: new apigateway.LogGroupLogDestination(logs),
        format: AccessLogFormat.custom(JSON.stringify(format)),
      },
    });
  }
}

/** Gives each route a bucket of its own. API Gateway refuses settings of a route that is not there yet. */
function throttleRoutes(stage: apigateway.HttpStage, throttleOf: ReadonlyMap<apigateway.HttpRoute, Throttle>): void {
  const settings = [...throttleOf].map(([route, { requestsPerSecond, burst }]) => {
    const { routeKey } = route.node.defaultChild as apigateway.CfnRoute;
    return [routeKey, { ThrottlingRateLimit: requestsPerSecond, ThrottlingBurstLimit: burst }] as const;
  });
  const cfnStage = stage.node.defaultChild as apigateway.CfnStage;
  cfnStage.addPropertyOverride('RouteSettings', Object.fromEntries(settings));
  stage.node.addDependency(...throttleOf.keys());
}
