// Where the API is. The dispatcher answers there, and clients ask there.

/** For tokens. */
export const API_ROOT = '/api/v1';

/** The same for operators: a path where API Gateway asks for an AWS identity, as it does below /api wherever nothing else is said. */
export const OPERATOR_ROOT = '/api/operator/v1';
