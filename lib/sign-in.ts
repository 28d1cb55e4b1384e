// Sign-in of people: a user pool of Cognito, which the control API trusts as its OIDC provider. Programs have API tokens
// instead. Who may do what is said by the members of a workspace, and not here.

import { Aws, Duration, Stack, Validations, type RemovalPolicy } from 'aws-cdk-lib';
import {
  AccountRecovery,
  ManagedLoginVersion,
  Mfa,
  UserPool,
  type UserPoolClient,
  type UserPoolDomain,
} from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import { INVITATION_DAYS } from '../domain/access/accounts.ts';
import type { PipelineFunction } from './pipeline-function.ts';

export type SignInProps = {
  /** Name of the stage, part of the address of the login page. */
  readonly stage: string;
  /** Whether the pool outlives the stack. */
  readonly removalPolicy: RemovalPolicy;
  /** Whether AWS refuses to delete the pool. */
  readonly deletionProtection: boolean;
};

const PASSWORD_CHARACTERS = 12;

/** People of an installation. Nobody signs himself up: an administrator of the pool invites them. */
export class SignIn extends Construct {
  readonly userPool: UserPool;
  readonly #client: UserPoolClient;
  readonly #domain: UserPoolDomain;

  constructor(scope: Construct, id: string, { stage, ...props }: SignInProps) {
    super(scope, id);
    this.userPool = new UserPool(this, 'Users', {
      ...props,
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      // The control API knows people by their email, so it must not become another one without proof.
      standardAttributes: { email: { required: true, mutable: true } },
      keepOriginal: { email: true },
      autoVerify: { email: true },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      mfa: Mfa.OPTIONAL,
      mfaSecondFactor: { otp: true, sms: false },
      passwordPolicy: {
        minLength: PASSWORD_CHARACTERS,
        requireLowercase: true,
        requireUppercase: true,
        requireDigits: true,
        requireSymbols: true,
        tempPasswordValidity: Duration.days(INVITATION_DAYS),
      },
    });
    this.#client = this.userPool.addClient('Client', {
      authFlows: { userSrp: true },
      generateSecret: false,
      preventUserExistenceErrors: true,
      idTokenValidity: Duration.hours(1),
      accessTokenValidity: Duration.hours(1),
      refreshTokenValidity: Duration.days(1),
      disableOAuth: true,
    });
    this.#domain = this.userPool.addDomain('Domain', {
      // Taken by the first who asks in a whole region, so it names the account.
      cognitoDomain: { domainPrefix: `penstock-${stage}-${Aws.ACCOUNT_ID}` },
      managedLoginVersion: ManagedLoginVersion.NEWER_MANAGED_LOGIN,
    });
    for (const id of ['AwsSolutions-COG3', 'AwsSolutions-COG8']) {
      Validations.of(this.userPool).acknowledge({
        id,
        reason:
          'Threat protection needs the Plus plan, which costs per user; who needs it switches it on for the pool.',
      });
    }
    Validations.of(this.userPool).acknowledge({
      id: 'AwsSolutions-COG2',
      reason: 'Each person can add a second factor; to demand one is for the installation to decide.',
    });
  }

  /** Lets a function see one account at a time, and make one: no list, no password, no change of what is there. */
  grantInvite({ lambda }: PipelineFunction): string {
    this.userPool.grant(lambda, 'cognito-idp:AdminGetUser', 'cognito-idp:AdminCreateUser');
    return this.userPool.userPoolId;
  }

  /** What ID tokens name as their issuer, https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html */
  get issuer(): string {
    return `https://${this.userPool.userPoolProviderName}`;
  }

  /** Where the provider describes itself. */
  get issuerOrigin(): string {
    return `https://cognito-idp.${Stack.of(this).region}.${Aws.URL_SUFFIX}`;
  }

  /** Where its login page is, and where codes become tokens. */
  get loginOrigin(): string {
    return `https://${this.#domain.domainName}.auth.${Stack.of(this).region}.amazoncognito.com`;
  }

  /** What ID tokens are made for. */
  get clientId(): string {
    return this.#client.userPoolClientId;
  }
}
