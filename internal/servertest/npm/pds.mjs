// A Bluesky server on loopback for tests: the real @atproto/pds, with a directory of identities (PLC) that keeps what it is told
// and checks nothing. Arguments: the folder node_modules, the port.
import { createRequire } from "node:module";
import { createServer } from "node:http";
import { mkdirSync } from "node:fs";

const [modules, port] = process.argv.slice(2);
const require = createRequire(modules + "/");
const { PDS, envToCfg, envToSecrets } = require("@atproto/pds");

// https://web.plc.directory/spec/v0.1/did-plc
const operations = new Map();
const documentOf = (did) => {
  const { alsoKnownAs, verificationMethods, services } = operations.get(did);
  return {
    "@context": ["https://www.w3.org/ns/did/v1"],
    id: did,
    alsoKnownAs,
    verificationMethod: Object.entries(verificationMethods).map(([name, key]) => ({
      id: `${did}#${name}`, type: "Multikey", controller: did, publicKeyMultibase: key.replace("did:key:", ""),
    })),
    service: Object.entries(services).map(([name, s]) => ({ id: `#${name}`, type: s.type, serviceEndpoint: s.endpoint })),
  };
};
const directory = createServer((request, response) => {
  const [did, what] = decodeURIComponent(request.url).slice(1).split("/");
  const answer = (status, body) => {
    response.writeHead(status, { "Content-Type": "application/json" });
    response.end(JSON.stringify(body));
  };
  if (request.method === "POST") {
    let body = "";
    request.on("data", (part) => (body += part));
    request.on("end", () => { operations.set(did, JSON.parse(body)); answer(200, {}); });
  } else if (!operations.has(did)) {
    answer(404, { message: `DID not registered: ${did}` });
  } else if (what === "data") {
    answer(200, { did, ...operations.get(did) });
  } else if (what === "log") {
    answer(200, operations.get(did));
  } else {
    answer(200, documentOf(did));
  }
});
await new Promise((done) => directory.listen(0, "127.0.0.1", done));

mkdirSync("blobs", { recursive: true });
const environment = {
  port: Number(port), hostname: "localhost", devMode: true, inviteRequired: false, disableSsrfProtection: true, rateLimitsEnabled: false,
  dataDirectory: process.cwd(), blobstoreDiskLocation: "blobs", serviceHandleDomains: [".test"], crawlers: [],
  didPlcUrl: `http://127.0.0.1:${directory.address().port}`, jwtSecret: "a secret of the test", adminPassword: "a password of the test",
  plcRotationKeyK256PrivateKeyHex: "01".repeat(32),
};
const pds = await PDS.create(envToCfg(environment), envToSecrets(environment));
await pds.start();
console.log("listening");
