/** Texts of the package that are replaced when it is bundled; the build fails when one is not there any more. */
export const PATCHES: readonly {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}[] = [
  {
    // It keeps the token of whoever came first, and would use it for every other customer.
    file: 'friendbuy/cloudUtil.js',
    from: 'let friendbuyAuth;\nasync function getAuthToken(request, mapiBaseUrl, authKey, authSecret) {',
    to: 'async function getAuthToken(request, mapiBaseUrl, authKey, authSecret) {\n    let friendbuyAuth;',
  },
];
