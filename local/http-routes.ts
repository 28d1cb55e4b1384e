import type { Route } from './topology-resources.ts';

export type RouteMatch = {
  readonly functionName: string;
  readonly routeKey: string;
  readonly isForOperators: boolean;
  readonly pathParameters: Readonly<Record<string, string>> | undefined;
};

type Matcher = Route & { readonly method: string; readonly segments: readonly string[]; readonly rank: number };

const GREEDY = /^\{(.+)\+\}$/;
const PARAMETER = /^\{(.+)\}$/;

/**
 * Finds the route of a request in the order of API Gateway: a full path before a greedy `{proxy+}`, a method before ANY,
 * `$default` last, https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
 */
export function createRouter(routes: readonly Route[]): (method: string, path: string) => RouteMatch | undefined {
  const matchers = routes.map(toMatcher).sort((one, other) => one.rank - other.rank);
  return (method, path) => {
    const segments = path.split('/').slice(1);
    for (const { functionName, routeKey, isForOperators, ...matcher } of matchers) {
      const pathParameters = match(matcher, method, segments);
      if (pathParameters === undefined) continue;
      return {
        functionName,
        routeKey,
        isForOperators,
        pathParameters: Object.keys(pathParameters).length === 0 ? undefined : pathParameters,
      };
    }
    return undefined;
  };
}

function toMatcher(route: Route): Matcher {
  if (route.routeKey === '$default') return { ...route, method: 'ANY', segments: ['{proxy+}'], rank: Infinity };
  const [method = 'ANY', path = '/'] = route.routeKey.split(' ');
  const segments = path.split('/').slice(1);
  const rank = Number(segments.some((segment) => GREEDY.test(segment))) * 1000;
  const parameters = segments.filter((segment) => PARAMETER.test(segment)).length * 10;
  // Of two greedy routes the one with the longer fixed part is the more specific.
  return { ...route, method, segments, rank: rank + parameters - segments.length / 100 + Number(method === 'ANY') };
}

function match(
  { method: wanted, segments: pattern, rank }: Omit<Matcher, keyof Route>,
  method: string,
  segments: readonly string[],
): Record<string, string> | undefined {
  if (wanted !== 'ANY' && wanted !== method) return undefined;
  if (rank === Infinity) return {};
  const parameters: [string, string][] = [];
  for (const [index, part] of pattern.entries()) {
    const segment = segments[index];
    if (segment === undefined) return undefined;
    const greedy = GREEDY.exec(part)?.[1];
    if (greedy !== undefined) {
      const rest = segments.slice(index).join('/');
      return rest === '' ? undefined : Object.fromEntries([...parameters, [greedy, rest]]);
    }
    const name = PARAMETER.exec(part)?.[1];
    if (name === undefined ? part !== segment : segment === '') return undefined;
    if (name !== undefined) parameters.push([name, segment]);
  }
  return segments.length === pattern.length ? Object.fromEntries(parameters) : undefined;
}
