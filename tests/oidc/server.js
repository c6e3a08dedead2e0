// oidc-provider, a certified server, as a desktop app finds one: public clients, PKCE, loopback at any port, a private
// scheme, refresh tokens that rotate and whose reuse ends everything. `node server.js PORT`; ends with its input.
import Provider from "oidc-provider";

const port = Number(process.argv[2]);
process.stdin.resume().on("end", () => process.exit());

const scopes = [
  "openid",
  "email",
  "profile",
  "offline_access",
  "https://www.googleapis.com/auth/calendar",
  "https://www.googleapis.com/auth/calendar.events",
  "https://www.googleapis.com/auth/calendar.calendarlist.readonly",
  "https://www.googleapis.com/auth/calendar.freebusy",
  "Calendars.ReadWrite",
  "User.Read",
  "MailboxSettings.Read",
];

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [
    {
      client_id: "daybook",
      application_type: "native",
      token_endpoint_auth_method: "none",
      grant_types: ["authorization_code", "refresh_token"],
      redirect_uris: ["http://127.0.0.1/cb", "http://[::1]/cb", "app.daybook.desktop:/oauth/callback"],
    },
  ],
  scopes,
  claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
  conformIdTokenClaims: false,
  pkce: { required: () => true },
  rotateRefreshToken: true,
  issueRefreshToken: (_ctx, client) => client.grantTypeAllowed("refresh_token"),
  features: { devInteractions: { enabled: true }, revocation: { enabled: true } },
  findAccount: (_ctx, login) => ({
    accountId: login,
    claims: () => ({ sub: login, email: login, email_verified: true, name: "Anna Beispiel" }),
  }),
  ttl: { Interaction: 600, Session: 600, Grant: 86400, AccessToken: 3600, IdToken: 3600, RefreshToken: 86400 },
  cookies: { keys: ["a test's"] },
  renderError: (ctx, out) => {
    ctx.type = "html";
    ctx.body = `<h1>Error</h1><strong id="error">${out.error}</strong>`;
  },
});

// A listener on a random path, which Google takes and this server does not: any path of a loopback literal stands for
// the registered one. Everything else is compared as it compares.
const { redirectUriAllowed } = provider.Client.prototype;
provider.Client.prototype.redirectUriAllowed = function allowed(uri) {
  const loopback = /^http:\/\/(127\.0\.0\.1|\[::1\])(:\d+)?(\/[\w/-]*)?$/.exec(uri);
  return redirectUriAllowed.call(this, loopback ? `http://${loopback[1]}${loopback[2] ?? ""}/cb` : uri);
};

provider.on("server_error", (_ctx, error) => console.error(error));
provider.listen(port, "127.0.0.1");
