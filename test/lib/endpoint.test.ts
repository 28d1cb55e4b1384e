import { describe, expect, test } from 'vitest';
import { ofType, readable, synthesise, target, type Resource, type SynthesisedStage } from './synthesise.ts';

const stage = synthesise();

describe('endpoint', () => {
  const routes = ofType(stage.pipeline, 'AWS::ApiGatewayV2::Route').map(([, { Properties }]) => Properties);

  test('only the control API asks for AWS credentials', () => {
    const authorization = routes.map((route) => `${String(route['RouteKey'])}: ${String(route['AuthorizationType'])}`);

    expect(authorization.sort()).toEqual([
      '$default: NONE',
      'ANY /api/s/{proxy+}: NONE',
      'ANY /api/v1/{proxy+}: NONE',
      'ANY /api/v1: NONE',
      'ANY /api/{proxy+}: AWS_IAM',
      'ANY /fn/{token}: NONE',
      'ANY /fn: NONE',
      'ANY /oauth2/{proxy+}: NONE',
      'ANY /v1/{proxy+}: NONE',
      'GET /: NONE',
      'GET /analytics-next/bundles/{chunk}: NONE',
      'GET /analytics.js/v1/{writeKey}/analytics.min.js: NONE',
      'GET /api/console: NONE',
      'GET /api/openapi.json: NONE',
      'GET /api: NONE',
      'GET /assets/{file}: NONE',
      'GET /catalog/{entry}: NONE',
      'GET /catalog: NONE',
      'GET /connect: NONE',
      'GET /docs/{page+}: NONE',
      'GET /docs: NONE',
      'GET /healthz: NONE',
      'GET /logos/{app}/{file}: NONE',
      'GET /request-access: NONE',
      'GET /robots.txt: NONE',
      'GET /signed-in: NONE',
      'GET /sitemap.xml: NONE',
      'GET /w/{page+}: NONE',
    ]);
  });

  test('the API goes to the control API, the console to its function, what else browsers look at to web, the tracking API and what nobody knows to ingest', () => {
    const integrations = routes.map(
      (route) => `${String(route['RouteKey'])} -> ${readable(functionBehind(route['Target']))}`,
    );

    expect(integrations.sort()).toEqual([
      '$default -> IngestFunction',
      'ANY /api/s/{proxy+} -> IngestFunction',
      'ANY /api/v1 -> ControlApiFunction',
      'ANY /api/v1/{proxy+} -> ControlApiFunction',
      'ANY /api/{proxy+} -> ControlApiFunction',
      'ANY /fn -> SourceFunction',
      'ANY /fn/{token} -> SourceFunction',
      'ANY /oauth2/{proxy+} -> ControlApiFunction',
      'ANY /v1/{proxy+} -> IngestFunction',
      'GET / -> ConsoleFunction',
      'GET /analytics-next/bundles/{chunk} -> WebFunction',
      'GET /analytics.js/v1/{writeKey}/analytics.min.js -> WebFunction',
      'GET /api -> WebFunction',
      'GET /api/console -> ConsoleFunction',
      'GET /api/openapi.json -> ControlApiFunction',
      'GET /assets/{file} -> ConsoleFunction',
      'GET /catalog -> ConsoleFunction',
      'GET /catalog/{entry} -> ConsoleFunction',
      'GET /connect -> ConsoleFunction',
      'GET /docs -> WebFunction',
      'GET /docs/{page+} -> WebFunction',
      'GET /healthz -> ControlApiFunction',
      'GET /logos/{app}/{file} -> ConsoleFunction',
      'GET /request-access -> ConsoleFunction',
      'GET /robots.txt -> ConsoleFunction',
      'GET /signed-in -> ConsoleFunction',
      'GET /sitemap.xml -> ConsoleFunction',
      'GET /w/{page+} -> ConsoleFunction',
    ]);
  });

  test('the address is printed without a slash at its end', () => {
    expect(stage.outputs['EndpointUrl']).toMatchObject({
      Value: { 'Fn::GetAtt': [expect.stringMatching(/^EndpointApi/), 'ApiEndpoint'] },
    });
  });

  test('ingest answers CORS itself, so API Gateway must not', () => {
    const [api] = ofType(stage.pipeline, 'AWS::ApiGatewayV2::Api');

    expect(api?.[1].Properties).not.toHaveProperty('CorsConfiguration');
  });

  test('each route has a throttle of its own, so that no caller of one takes the place of another', () => {
    const throttled = synthesise({
      ingest: { requestsPerSecond: 11, burst: 22 },
      controlApi: { requestsPerSecond: 3, burst: 4 },
      oauth2: { requestsPerSecond: 1, burst: 2 },
      web: { requestsPerSecond: 7, burst: 8 },
      console: { requestsPerSecond: 5, burst: 6 },
      source: { requestsPerSecond: 9, burst: 10 },
    });

    const [, apiStage] = stageOf(throttled);

    const forPeople = { ThrottlingRateLimit: 5, ThrottlingBurstLimit: 6 };
    const web = { ThrottlingRateLimit: 7, ThrottlingBurstLimit: 8 };
    const controlApi = { ThrottlingRateLimit: 3, ThrottlingBurstLimit: 4 };
    expect(apiStage.Properties).toMatchObject({
      DefaultRouteSettings: { ThrottlingRateLimit: 11, ThrottlingBurstLimit: 22 },
      RouteSettings: {
        'ANY /v1/{proxy+}': { ThrottlingRateLimit: 11, ThrottlingBurstLimit: 22 },
        'ANY /api/s/{proxy+}': { ThrottlingRateLimit: 11, ThrottlingBurstLimit: 22 },
        'ANY /fn': { ThrottlingRateLimit: 9, ThrottlingBurstLimit: 10 },
        'ANY /fn/{token}': { ThrottlingRateLimit: 9, ThrottlingBurstLimit: 10 },
        'ANY /oauth2/{proxy+}': { ThrottlingRateLimit: 1, ThrottlingBurstLimit: 2 },
        'ANY /api/{proxy+}': controlApi,
        'ANY /api/v1': controlApi,
        'ANY /api/v1/{proxy+}': controlApi,
        'GET /': forPeople,
        'GET /w/{page+}': forPeople,
        'GET /assets/{file}': forPeople,
        'GET /catalog': forPeople,
        'GET /logos/{app}/{file}': forPeople,
        'GET /api/console': forPeople,
        'GET /api': web,
        'GET /docs': web,
        'GET /docs/{page+}': web,
        'GET /analytics.js/v1/{writeKey}/analytics.min.js': web,
        'GET /analytics-next/bundles/{chunk}': web,
        'GET /healthz': controlApi,
        'GET /api/openapi.json': controlApi,
      },
    });
  });

  test('no route but the default is without, and each is there before the stage names it', () => {
    const [, apiStage] = stageOf(stage);

    const routeIds = ofType(stage.pipeline, 'AWS::ApiGatewayV2::Route').map(([id]) => id);
    expect(Object.keys(apiStage.Properties['RouteSettings'] as object).sort()).toEqual(
      routes
        .map((route) => String(route['RouteKey']))
        .filter((key) => key !== '$default')
        .sort(),
    );
    expect(routeIds.filter((id) => !apiStage.DependsOn?.includes(id)).map(readable)).toEqual(['EndpointAnythingElse']);
  });

  test.each([
    [{}, ['at', 'error', 'id', 'route', 'status']],
    [{ logAddresses: true }, ['address', 'at', 'error', 'id', 'route', 'status']],
  ])('every request is logged, with the address of its caller only if the stage says so: %o', (settings, expected) => {
    const [, apiStage] = stageOf(synthesise(settings));

    const { Format: format, DestinationArn: destination } = apiStage.Properties['AccessLogSettings'] as AccessLog;
    expect(Object.keys(JSON.parse(format) as object).sort()).toEqual(expected);
    expect(destination).toEqual({ 'Fn::GetAtt': [expect.stringMatching(/^EndpointAccessLogs/), 'Arn'] });
  });

  type AccessLog = { Format: string; DestinationArn: unknown };

  function stageOf({ pipeline }: SynthesisedStage): [string, Resource] {
    const [found] = ofType(pipeline, 'AWS::ApiGatewayV2::Stage');
    if (found === undefined) throw new Error('The endpoint has no stage');
    return found;
  }

  function functionBehind(route: unknown): string {
    const parts = (route as { 'Fn::Join': [string, unknown[]] })['Fn::Join'][1];
    const integration = stage.pipeline[target(parts[1])];
    return target(integration?.Properties['IntegrationUri']);
  }
});
