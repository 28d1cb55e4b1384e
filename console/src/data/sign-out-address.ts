/** Where one leaves to: the provider's page, told to lead back to our first page, which is registered there. */
export function signOutAddress(signOut: string, origin: string): string {
  return `${signOut}${encodeURIComponent(`${origin}/`)}`;
}
