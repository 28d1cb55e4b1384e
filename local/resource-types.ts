import type { Template } from './template-values.ts';

/** Types of which this machine has a working counterpart. */
export const EMULATED = {
  queue: 'AWS::SQS::Queue',
  table: 'AWS::DynamoDB::Table',
  bucket: 'AWS::S3::Bucket',
  key: 'AWS::KMS::Key',
  function: 'AWS::Lambda::Function',
  eventSource: 'AWS::Lambda::EventSourceMapping',
  api: 'AWS::ApiGatewayV2::Api',
  route: 'AWS::ApiGatewayV2::Route',
  integration: 'AWS::ApiGatewayV2::Integration',
  schedule: 'AWS::Scheduler::Schedule',
} as const;

/** Types that change nothing about what happens to an event on one machine, and why. */
const WITHOUT_EFFECT: Readonly<Record<string, string>> = {
  'AWS::CDK::Metadata': 'tells AWS which constructs were used',
  'AWS::IAM::Role': 'no permissions on one machine: whoever can reach the port may do everything',
  'AWS::IAM::Policy': 'as roles',
  'AWS::Lambda::Permission': 'as roles',
  'AWS::Lambda::EventInvokeConfig': 'says when AWS repeats what a schedule began; here nothing is repeated',
  'AWS::SQS::QueuePolicy': 'as roles',
  'AWS::S3::BucketPolicy': 'as roles',
  'AWS::SNS::TopicPolicy': 'as roles',
  'AWS::Logs::LogGroup': 'what functions write goes to standard output',
  'AWS::CloudWatch::Alarm': 'metrics go nowhere, so there is nobody to alarm',
  'AWS::CloudWatch::Dashboard': 'as alarms',
  'AWS::SNS::Topic': 'carries alarms only',
  'AWS::SNS::Subscription': 'as topics',
  'AWS::ApiGatewayV2::Stage': 'holds throttling and access logs; the one port is the one stage',
  'AWS::Cognito::UserPool': 'local/sign-in has a provider of the same kind, for who asks for it',
  'AWS::Cognito::UserPoolClient': 'as the user pool',
  'AWS::Cognito::UserPoolDomain': 'as the user pool',
  'AWS::Cognito::ManagedLoginBranding': 'as the user pool',
  'Custom::S3AutoDeleteObjects': 'empties the bucket when a stack is destroyed; delete the data directory instead',
};

/** What kind of thing a resource is here. Functions behind custom resources are CDK's own and serve deployment only. */
export function judgeResource(template: Template, logicalId: string): 'emulated' | 'without effect' | 'unknown' {
  const resource = template.Resources?.[logicalId];
  if (resource === undefined) return 'unknown';
  if (resource.Type in WITHOUT_EFFECT || servesDeployment(template, logicalId)) return 'without effect';
  return Object.values<string>(EMULATED).includes(resource.Type) ? 'emulated' : 'unknown';
}

function servesDeployment(template: Template, logicalId: string): boolean {
  return Object.values(template.Resources ?? {}).some(({ Type, Properties }) => {
    if (!(Type in WITHOUT_EFFECT)) return false;
    const token = Properties?.['ServiceToken'] as { 'Fn::GetAtt'?: readonly string[] } | undefined;
    return token?.['Fn::GetAtt']?.[0] === logicalId;
  });
}
