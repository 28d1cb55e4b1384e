import {
  AdminCreateUserCommand,
  AdminGetUserCommand,
  CognitoIdentityProviderClient,
  UserNotFoundException,
} from '@aws-sdk/client-cognito-identity-provider';
import type { UserPool } from './accounts.ts';

/** A user pool of Cognito. Loaded when first somebody's account is asked for. */
export function openUserPool(
  UserPoolId: string,
  cognito: Pick<CognitoIdentityProviderClient, 'send'> = new CognitoIdentityProviderClient({}),
): UserPool {
  return {
    async getUser(Username) {
      try {
        return await cognito.send(new AdminGetUserCommand({ UserPoolId, Username }));
      } catch (error) {
        if (error instanceof UserNotFoundException) return undefined;
        throw error;
      }
    },
    async createUser(Username, { isAgain }) {
      const email = [
        { Name: 'email', Value: Username },
        // The first password goes to this address: who has it has the address.
        { Name: 'email_verified', Value: 'true' },
      ];
      await cognito.send(
        new AdminCreateUserCommand({
          ...{ UserPoolId, Username, DesiredDeliveryMediums: ['EMAIL'] },
          ...(isAgain ? { MessageAction: 'RESEND' } : { UserAttributes: email }),
        }),
      );
    },
  };
}
