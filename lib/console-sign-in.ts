// How people sign in to the console: a client of the user pool whose login page sends them back to the console. In the
// pipeline stack, because only that knows the console's address.

import { Duration } from 'aws-cdk-lib';
import {
  CfnManagedLoginBranding,
  OAuthScope,
  UserPoolClient,
  UserPoolClientIdentityProvider,
} from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import type { SignIn } from './sign-in.ts';

/** A page that is left open over a working day stays signed in. */
const SIGNED_IN_HOURS = 12;
/** Two requests of one page may want a new token at the same moment. */
const ROTATION_GRACE_SECONDS = 30;

export type ConsoleSignInProps = {
  readonly signIn: SignIn;
  /** Where the console is, without a slash at its end. */
  readonly consoleUrl: string;
};

export class ConsoleSignIn extends Construct {
  readonly issuer: string;
  /** What the page has to be allowed to call: the provider's description, and where codes become tokens. */
  readonly origins: readonly string[];
  readonly #client: UserPoolClient;
  readonly #loginOrigin: string;

  constructor(scope: Construct, id: string, { signIn, consoleUrl }: ConsoleSignInProps) {
    super(scope, id);
    this.issuer = signIn.issuer;
    this.#loginOrigin = signIn.loginOrigin;
    this.origins = [signIn.issuerOrigin, signIn.loginOrigin];
    // Made here and not by the pool, which would put it, and with it the address, into the stack of the data.
    this.#client = new UserPoolClient(this, 'Client', {
      userPool: signIn.userPool,
      // Nothing but the login page: no flow in which the console would see a password.
      authFlows: {},
      generateSecret: false,
      preventUserExistenceErrors: true,
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: [OAuthScope.OPENID, OAuthScope.EMAIL, OAuthScope.PROFILE],
        callbackUrls: [`${consoleUrl}/signed-in`],
        logoutUrls: [`${consoleUrl}/`],
      },
      supportedIdentityProviders: [UserPoolClientIdentityProvider.COGNITO],
      idTokenValidity: Duration.hours(1),
      accessTokenValidity: Duration.hours(1),
      refreshTokenValidity: Duration.hours(SIGNED_IN_HOURS),
      refreshTokenRotationGracePeriod: Duration.seconds(ROTATION_GRACE_SECONDS),
      enableTokenRevocation: true,
    });
    new CfnManagedLoginBranding(this, 'LoginPage', {
      userPoolId: signIn.userPool.userPoolId,
      clientId: this.#client.userPoolClientId,
      useCognitoProvidedValues: true,
    });
  }

  get clientId(): string {
    return this.#client.userPoolClientId;
  }

  /** Ends the session of the login page, https://docs.aws.amazon.com/cognito/latest/developerguide/logout-endpoint.html */
  get signOut(): string {
    return `${this.#loginOrigin}/logout?client_id=${this.clientId}&logout_uri=`;
  }
}
