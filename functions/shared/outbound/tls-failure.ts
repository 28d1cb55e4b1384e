// What is wrong with a partner's TLS, in words that say what to do. OpenSSL and Node speak of it in codes, file names and
// advice for programmers (`error:0A00042E:SSL routines:ssl3_read_bytes:…`), which nobody should meet.

const INCOMPLETE =
  'has a certificate that no known authority vouches for: the partner must install it with all intermediate certificates, from a public authority';
const NO_COMMON_TLS =
  'speaks no TLS version or cipher that is safe to use: the partner must offer TLS 1.2 or 1.3 with current ciphers';
const PLAIN = 'does not speak TLS on this port: check whether the URL should begin with http:// or have another port';
const CLIENT_CERTIFICATE = 'wants a client certificate, which is never sent: ask the partner for an address without';

/** By the names of X509_V_ERR_*, of OpenSSL's reasons and of Node's TLS errors. */
const TEXTS: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT:
    'has a certificate that it has signed itself: the partner must install one of a public authority',
  SELF_SIGNED_CERT_IN_CHAIN:
    'has a certificate of a private authority: the partner must install one of a public authority',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: INCOMPLETE,
  UNABLE_TO_GET_ISSUER_CERT: INCOMPLETE,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: INCOMPLETE,
  CERT_UNTRUSTED: INCOMPLETE,
  CERT_HAS_EXPIRED: 'has a certificate that has expired: the partner must renew it',
  CERT_NOT_YET_VALID: 'has a certificate that is not valid yet: the partner must install one that is',
  CERT_REVOKED: 'has a certificate that was revoked: the partner must replace it',
  ERR_SSL_WRONG_VERSION_NUMBER: PLAIN,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: PLAIN,
  ERR_SSL_HTTP_REQUEST: PLAIN,
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: NO_COMMON_TLS,
  ERR_SSL_UNSUPPORTED_PROTOCOL: NO_COMMON_TLS,
  ERR_SSL_NO_PROTOCOLS_AVAILABLE: NO_COMMON_TLS,
  ERR_SSL_DH_KEY_TOO_SMALL: NO_COMMON_TLS,
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: CLIENT_CERTIFICATE,
  ERR_SSL_TLSV1_UNRECOGNIZED_NAME: 'has no certificate for this host name: check the URL, or ask the partner',
};

/** Servers say this for want of a common cipher, and for want of a client certificate. */
const HANDSHAKE_FAILURE = 'HANDSHAKE_FAILURE';

/** What goes on after the name of the host. `code`: that of the error, or empty. */
export function describeTlsFailure(error: Error, code: string): string {
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID' || code === 'HOSTNAME_MISMATCH') return wrongHost(error);
  if (code.endsWith(HANDSHAKE_FAILURE)) {
    return 'ended the TLS handshake: it wants another TLS version or cipher, or a client certificate, which is never sent. Ask the partner';
  }
  return (
    TEXTS[code] ?? `does not set up TLS properly${code === '' ? '' : ` (${code})`}: check the URL, or ask the partner`
  );
}

function wrongHost(error: Error): string {
  const names = 'cert' in error && isCertificate(error.cert) ? error.cert.subjectaltname : '';
  const shown = names.replaceAll(/(DNS|IP Address):/g, '');
  const others = shown === '' ? '' : ` It is for ${shown}.`;
  return `has a certificate for other hosts: check the URL, or ask the partner.${others}`;
}

function isCertificate(value: unknown): value is { readonly subjectaltname: string } {
  return (
    typeof value === 'object' && value !== null && 'subjectaltname' in value && typeof value.subjectaltname === 'string'
  );
}
