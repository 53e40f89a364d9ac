// A real Bluesky server with a directory of identities in memory, on the loopback address and nowhere else.
//
//   node pds.cjs MODULES DATA        prints {"url": …} once it is up, and stops when its standard input ends
"use strict";
const fs = require("node:fs");
const net = require("node:net");
const path = require("node:path");
const { createRequire } = require("node:module");

const [modules, data] = process.argv.slice(2);
const need = createRequire(path.join(path.resolve(modules), "x"));

// Both servers would bind every interface, and look beyond this machine for handles that they do not know.
const { listen } = net.Server.prototype;
net.Server.prototype.listen = function (port, ...rest) {
  if (typeof port === "object") return listen.call(this, { ...port, host: "127.0.0.1" }, ...rest);
  return listen.call(this, port, "127.0.0.1", ...rest.filter((one) => typeof one === "function"));
};
const { connect } = net.Socket.prototype;
net.Socket.prototype.connect = function (...args) {
  const [first] = Array.isArray(args[0]) ? args[0] : args;
  const host = typeof first === "object" ? first.host : args[1];
  if (host && !["127.0.0.1", "::1", "localhost"].includes(host)) throw new Error("this server keeps to its machine");
  return connect.apply(this, args);
};

const free = () =>
  new Promise((found) => {
    const server = net.createServer().listen(0, () => {
      const { port } = server.address();
      server.close(() => found(port));
    });
  });

async function main() {
  const { Database, PlcServer } = need("@did-plc/server");
  const { PDS, envToCfg, envToSecrets } = need("@atproto/pds");
  const plc = PlcServer.create({ db: Database.mock(), port: await free() });
  const directory = await plc.start();
  fs.mkdirSync(path.join(data, "blobs"), { recursive: true });
  const port = await free();
  const env = {
    port,
    hostname: "localhost",
    devMode: true,
    inviteRequired: false,
    dataDirectory: data,
    blobstoreDiskLocation: path.join(data, "blobs"),
    didPlcUrl: `http://127.0.0.1:${directory.address().port}`,
    jwtSecret: "only for the tests, on this machine",
    adminPassword: "only for the tests",
    plcRotationKeyK256PrivateKeyHex: "1".repeat(64),
  };
  const pds = await PDS.create(envToCfg(env), envToSecrets(env));
  await pds.start();
  console.log(JSON.stringify({ url: `http://localhost:${port}` }));
  process.stdin.resume().on("end", async () => {
    await pds.destroy();
    await plc.destroy();
    process.exit(0);
  });
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
