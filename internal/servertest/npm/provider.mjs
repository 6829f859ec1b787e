// An OpenID provider on loopback for tests: panva's oidc-provider with its own development sign-in, which takes any name and
// any password. Arguments: the folder node_modules, the port, the redirect address.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [modules, port, redirect] = process.argv.slice(2);
const require = createRequire(modules + "/");
const { Provider } = await import(pathToFileURL(require.resolve("oidc-provider")));

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [{ client_id: "desk", client_secret: "a secret of the test", redirect_uris: [redirect], token_endpoint_auth_method: "client_secret_basic" }],
  claims: { openid: ["sub"], profile: ["preferred_username", "groups"], email: ["email"] },
  acrValues: ["mfa"],
  pkce: { required: () => true },
  cookies: { keys: ["test"] },
  // Names say who somebody is: "carla.checkers" is carla, in the group checkers.
  findAccount: (_, id) => ({
    accountId: id,
    claims: () => ({ sub: id, preferred_username: id.split(".")[0], groups: id.split(".").slice(1) }),
  }),
});
// Who has "twofactors" among their groups signs in by two factors.
Object.defineProperty(provider.Session.prototype, "acr", {
  get() { return this.accountId?.split(".").includes("twofactors") ? "mfa" : undefined; },
  set() {},
});
provider.listen(Number(port), "127.0.0.1", () => console.log("listening"));
