// What the service worker shows of a message, which window a click opens, how it renews a subscription.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  notificationOf,
  openNotified,
  renewSubscription,
} from "../../broadcast/pages/static/device/notifications_worker.mjs";

/** @type {import("../../broadcast/pages/static/device/notifications_worker.mjs").Message} */
const message = {
  ...{ title: "Delayed · Opening", body: "Hall", language: "ar", topic: "t" },
  direction: "rtl",
  path: "ar/sessions/opening",
};

test("a notification has the texts, the language and the page of its message", () => {
  const { title, options } = notificationOf(message, "/press/");
  assert.equal(title, message.title);
  assert.deepEqual(options, {
    ...{ body: "Hall", lang: "ar", dir: "rtl", tag: "t", renotify: true },
    data: { page: "/press/ar/sessions/opening" },
  });
});

test("only pages of sessions are opened, else the site", () => {
  for (const path of ["//other.example/", "ar/sessions/../../staff", "staff/", "https://other.example/ar/sessions/x"]) {
    assert.equal(notificationOf({ ...message, path }, "/").options.data.page, "/");
  }
});

test("a window with the page is shown, else a new one is opened", async () => {
  /** @type {string[]} */
  const done = [];
  const address = "https://press.example/ar/sessions/opening";
  const shown = { url: `${address}#top`, focus: async () => done.push("focus") };
  const clients = (/** @type {object[]} */ windows) =>
    /** @type {any} */ ({
      matchAll: async () => windows,
      openWindow: async (/** @type {string} */ url) => done.push(url),
    });
  await openNotified(clients([{ url: "https://press.example/ar/" }, shown]), address);
  await openNotified(clients([]), address);
  assert.deepEqual(done, ["focus", address]);
});

test("an ended subscription is renewed with the same key, and told with the earlier address", async () => {
  const options = { userVisibleOnly: true, applicationServerKey: new ArrayBuffer(65) };
  const subscription = (/** @type {string} */ endpoint) =>
    /** @type {any} */ ({ endpoint, options, toJSON: () => ({ endpoint, keys: { p256dh: "key", auth: "secret" } }) });
  /** @type {object[]} */
  const done = [];
  const ways = {
    subscribe: async (/** @type {object} */ asked) => {
      done.push(asked);
      return subscription("new");
    },
    send: async (/** @type {object} */ body) => done.push(body),
  };
  const told = { old_endpoint: "old", endpoint: "new", public_key: "key", secret: "secret" };
  await renewSubscription({ oldSubscription: subscription("old"), newSubscription: null }, ways);
  await renewSubscription({ oldSubscription: subscription("old"), newSubscription: subscription("new") }, ways);
  await renewSubscription({ oldSubscription: null, newSubscription: subscription("new") }, ways);
  assert.deepEqual(done, [options, told, told]);
});
